// The heading of one part of an exercise: label, note, and a line that says how far the part is.
//
// Around it stand stock widgets, in one box. What stock widgets leave out is put right here, on that
// box: it becomes a named group for screen readers; radio buttons become one group, so that arrow
// keys move between them; tables get their roles; and keys typed at a control stay with it, since
// JupyterLab's one-key shortcuts would otherwise cut the cell at X or leave it at an arrow key; the
// button that adds a link says itself what is chosen beside it; and in a table of many small dropdowns
// Tab goes from row to row, with the arrow keys left and right along a row.

const FIELD = ".venezuela-course-field";

function keepKey(event) {
  const jupyters = event.ctrlKey || event.metaKey || event.altKey || event.key === "Escape" ||
    (event.shiftKey && event.key === "Enter");
  if (!jupyters) event.stopPropagation();
}

function setAttribute(node, name, value) {
  if (node.getAttribute(name) !== value) node.setAttribute(name, value);
}

function dress(box, labelId) {
  const own = (selector) =>
    [...box.querySelectorAll(selector)].filter((node) => node.closest(FIELD) === box);
  for (const radios of own(".widget-radio-box")) {
    setAttribute(radios, "role", "radiogroup");
    setAttribute(radios, "aria-labelledby", labelId);
    for (const radio of radios.querySelectorAll("input")) setAttribute(radio, "name", labelId);
  }
  for (const table of own(".venezuela-course-table")) {
    setAttribute(table, "role", "table");
    setAttribute(table, "aria-labelledby", labelId);
    [...table.children].forEach((row, rowNumber) => {
      setAttribute(row, "role", "row");
      [...row.children].forEach((cell, columnNumber) => {
        const role = rowNumber === 0 && columnNumber > 0
          ? "columnheader" : columnNumber === 0 && rowNumber > 0 ? "rowheader" : "cell";
        setAttribute(cell, "role", role);
      });
    });
  }
  for (const row of own(ROWS)) {
    const selects = rowOf(row);
    const stop = selects.find((select) => select.classList.contains("venezuela-course-stop"));
    oneStop(selects, stop ?? selects[0]);
  }
  // "Remove" alone says little out of sight of the line it stands on; the tooltip says what.
  for (const button of own("button.venezuela-course-says-tooltip")) {
    setAttribute(button, "aria-label", button.title);
  }
}

const ROWS = ".venezuela-course-compact .venezuela-course-table > *";
const ALONG = {
  ArrowLeft: (place) => place - 1,
  ArrowRight: (place) => place + 1,
  Home: () => 0,
  End: (place, last) => last,
};

// One of a row's dropdowns is reached by Tab: the one that was last used, at first the first. It is
// marked, since a stock widget that is updated forgets its own tabindex.
function oneStop(selects, chosen) {
  for (const select of selects) {
    select.classList.toggle("venezuela-course-stop", select === chosen);
    setAttribute(select, "tabindex", select === chosen ? "0" : "-1");
  }
}

function rowOf(node) {
  const row = node.closest?.(ROWS);
  return row ? [...row.querySelectorAll("select")] : [];
}

function remember(event) {
  const selects = rowOf(event.target);
  if (selects.includes(event.target)) oneStop(selects, event.target);
}

function alongTheRow(event) {
  const step = ALONG[event.key];
  if (!step || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  const selects = rowOf(event.target);
  const place = selects.indexOf(event.target);
  if (place < 0) return;
  event.preventDefault(); // some browsers change a dropdown's value by these keys
  selects[Math.min(Math.max(step(place, selects.length - 1), 0), selects.length - 1)].focus();
}

function render({ model, el }) {
  const id = `venezuela-course-legend-${Math.random().toString(36).slice(2)}`;
  const part = (name) => {
    const made = document.createElement("div");
    made.className = `venezuela-course-legend-${name}`;
    made.id = `${id}-${name}`;
    el.append(made);
    return made;
  };
  el.classList.add("venezuela-course-legend");
  const label = part("label");
  const note = part("note");
  const said = part("said");

  function show() {
    label.textContent = model.get("label");
    note.textContent = model.get("note");
    said.textContent = model.get("said");
    for (const node of [label, note, said]) node.hidden = !node.textContent;
    if (model.get("live")) said.setAttribute("role", "status");
    else said.removeAttribute("role");
    // A control with an accessible name of its own would be announced twice.
    if (model.get("grouped")) label.removeAttribute("aria-hidden");
    else label.setAttribute("aria-hidden", "true");
  }

  let box = null;
  const watcher = new MutationObserver(() => dress(box, label.id));

  function arrive() {
    box = el.closest(FIELD);
    if (box === null) return;
    attached.disconnect();
    if (model.get("grouped")) {
      box.setAttribute("role", "group");
      box.setAttribute("aria-labelledby", label.id);
      if (model.get("note")) box.setAttribute("aria-describedby", note.id);
    }
    const guarded = box.closest(".venezuela-course") ?? box;
    if (!guarded.dataset.keepsKeys) {
      guarded.dataset.keepsKeys = "true";
      guarded.addEventListener("keydown", keepKey);
    }
    box.addEventListener("click", carryChoices, { capture: true });
    box.addEventListener("focusin", remember);
    box.addEventListener("keydown", alongTheRow);
    dress(box, label.id);
    watcher.observe(box, { subtree: true, childList: true, attributeFilter: ["tabindex", "title"] });
  }

  // ipywidgets holds a change back while an earlier one is under way, but never a click: a quick hand's
  // "Add" would overtake its own choice. So the click carries what the dropdowns beside it show.
  function carryChoices(event) {
    const button = event.target.closest?.("button.venezuela-course-add");
    if (!button || button.closest(FIELD) !== box) return;
    event.stopPropagation(); // the stock button's own message would come a second time
    const shown = button.parentElement.querySelectorAll("select");
    model.send({ add: [...shown].map((select) => select.selectedIndex) });
  }

  // Widgets are drawn first and put into the page later: wait until this one has a size.
  const attached = new ResizeObserver(arrive);
  attached.observe(el);

  function focus(message) {
    if (message?.focus) box?.querySelector(message.focus)?.focus();
  }

  const traits = "change:label change:note change:said change:live";
  model.on(traits, show);
  model.on("msg:custom", focus);
  show();
  return () => {
    attached.disconnect();
    watcher.disconnect();
    box?.removeEventListener("click", carryChoices, { capture: true });
    box?.removeEventListener("focusin", remember);
    box?.removeEventListener("keydown", alongTheRow);
    model.off(traits, show);
    model.off("msg:custom", focus);
  };
}

export default { render };
