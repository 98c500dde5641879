// One line of text to take away: read, not written, and selected as soon as it has the focus.
//
// Stock text boxes can be written into or, disabled, not reached by keyboard at all; and none copies.

function render({ model, el }) {
  const id = `venezuela-course-citation-${Math.random().toString(36).slice(2)}`;
  el.classList.add("venezuela-course-citation");
  const label = document.createElement("label");
  label.htmlFor = id;
  const box = document.createElement("input");
  box.type = "text";
  box.id = id;
  box.readOnly = true;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "jupyter-button";
  const said = document.createElement("span");
  said.setAttribute("role", "status");
  el.append(label, box, button, said);

  function show() {
    label.textContent = model.get("label");
    box.value = model.get("text");
    button.textContent = model.get("verb");
    said.textContent = "";
  }

  async function copy() {
    box.focus();
    box.select();
    let done = false;
    try {
      await navigator.clipboard.writeText(box.value);
      done = true;
    } catch {
      done = document.execCommand("copy"); // where the page may not use the clipboard by itself
    }
    said.textContent = model.get(done ? "done" : "failed");
  }

  box.addEventListener("focus", () => box.select());
  button.addEventListener("click", copy);
  const traits = "change:label change:text change:verb";
  model.on(traits, show);
  show();
  return () => model.off(traits, show);
}

export default { render };
