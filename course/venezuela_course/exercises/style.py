"""The stylesheet of all exercises: JupyterLab's own variables, so that light and dark themes hold."""

from pathlib import Path

STYLE = f"<style>{Path(__file__).with_name('style.css').read_text('utf-8')}</style>"
