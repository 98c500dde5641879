// A number: a native range input, a number box, its unit, and the value in words.
//
// Why not the stock slider: its handle has no accessible name. Both inputs here are the browser's
// own, so the keyboard (arrows, Page Up, Home, typing) and screen readers work without our help.
//
// Traits: value (number, or null: not set yet), minimum, maximum, step, label, note, unit,
// disabled; said = [value, text]: what the kernel says about a value, in words; texts = the
// interface strings, translated by the kernel.

function element(tag, name, parent) {
  const made = document.createElement(tag);
  made.className = `venezuela-course-number-${name}`;
  parent.append(made);
  return made;
}

function decimalsOf(step) {
  const [digits, exponent = "0"] = String(step).toLowerCase().split("e");
  const fraction = (digits.split(".")[1] ?? "").length;
  return Math.max(0, fraction - Number(exponent));
}

// JupyterLab's one-key shortcuts (X cuts the cell, arrows leave it) must not hear these keys.
// Chords, Escape and Shift+Enter stay JupyterLab's.
function keepKey(event) {
  const jupyters = event.ctrlKey || event.metaKey || event.altKey || event.key === "Escape" ||
    (event.shiftKey && event.key === "Enter");
  if (!jupyters) event.stopPropagation();
}

function render({ model, el }) {
  const id = `venezuela-course-number-${Math.random().toString(36).slice(2)}`;
  el.classList.add("venezuela-course-number");
  const label = element("label", "label", el);
  const note = element("div", "note", el);
  const inputs = element("div", "inputs", el);
  const range = element("input", "range", inputs);
  const box = element("input", "box", inputs);
  const unit = element("span", "unit", inputs);
  const words = element("div", "words", el);
  range.type = "range";
  box.type = "number";
  box.inputMode = "decimal";
  range.id = label.htmlFor = id;
  words.id = `${id}-words`;
  note.id = `${id}-note`;
  box.setAttribute("aria-describedby", words.id);

  const get = (name) => model.get(name);
  const isOutside = (value) => value < get("minimum") || value > get("maximum");

  // The middle, on the grid of steps: where the handle rests while no value is set.
  function resting() {
    const steps = Math.round((get("maximum") - get("minimum")) / get("step") / 2);
    return get("minimum") + steps * get("step");
  }

  function inFigures(value) {
    return `${value} ${get("unit")}`.trim();
  }

  function inWords(value) {
    if (value === null) return get("texts").unset;
    if (isOutside(value)) return get("texts").outside;
    const [saidOf, said] = get("said");
    return saidOf === value && said ? said : "";
  }

  function showWords() {
    const value = get("value");
    const said = inWords(value);
    words.textContent = said;
    words.hidden = !said;
    el.classList.toggle("venezuela-course-number-unset", value === null);
    const outside = value !== null && isOutside(value);
    el.classList.toggle("venezuela-course-number-outside", outside);
    box.setAttribute("aria-invalid", String(outside));
    const spoken = value === null ? said : [inFigures(value), said].filter(Boolean).join(", ");
    range.setAttribute("aria-valuetext", spoken);
  }

  function showBox() {
    box.value = get("value") === null ? "" : String(get("value"));
  }

  function showRange() {
    range.value = String(get("value") === null ? resting() : get("value"));
  }

  function showFrame() {
    for (const input of [range, box]) {
      input.min = get("minimum");
      input.max = get("maximum");
      input.step = get("step");
      input.disabled = get("disabled");
    }
    label.textContent = get("label");
    note.textContent = get("note");
    note.hidden = !get("note");
    if (get("note")) range.setAttribute("aria-describedby", note.id);
    else range.removeAttribute("aria-describedby");
    unit.textContent = get("unit");
    unit.hidden = !get("unit");
    box.setAttribute("aria-label", get("texts").box);
    box.style.setProperty(
      "--characters", Math.max(...["minimum", "maximum"].map(
        (name) => Number(get(name)).toFixed(decimalsOf(get("step"))).length)));
    showRange();
    showBox();
    showWords();
  }

  // One message an animation frame at most: the first change goes at once, the last one of a frame
  // when the frame ends, and letting go sends what is left even if no frame comes (a hidden tab).
  let frame = null;
  let unsent = false;

  function send() {
    if (frame !== null) {
      unsent = true;
      return;
    }
    model.save_changes();
    frame = requestAnimationFrame(() => {
      frame = null;
      if (unsent) {
        unsent = false;
        send();
      }
    });
  }

  function sendTheRest() {
    if (!unsent) return;
    unsent = false;
    model.save_changes();
  }

  function take(value) {
    if (value === get("value")) return;
    model.set("value", value);
    showWords();
    send();
  }

  function takeFromRange() {
    take(Number(Number(range.value).toFixed(decimalsOf(get("step")))));
    showBox();
  }

  // A student who wants just the value at which the handle rests must be able to say so.
  function takeResting() {
    if (get("value") === null && !get("disabled")) takeFromRange();
  }

  function typed() {
    if (box.value.trim() === "" || !Number.isFinite(box.valueAsNumber)) return null;
    return get("whole") ? Math.round(box.valueAsNumber) : box.valueAsNumber;
  }

  range.addEventListener("input", takeFromRange);
  range.addEventListener("change", sendTheRest);
  range.addEventListener("pointerup", takeResting);
  range.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") takeResting();
  });
  // While a number is being typed, what is unfinished ("1" on the way to "12") may lie outside.
  box.addEventListener("input", () => {
    const value = typed();
    if (value === null || isOutside(value)) return;
    take(value);
    showRange();
  });
  box.addEventListener("change", () => {
    const value = typed();
    take(value === null
      ? null
      : Math.min(get("maximum"), Math.max(get("minimum"), value)));
    showBox();
    showRange();
    sendTheRest();
  });
  el.addEventListener("keydown", keepKey);

  function valueFromKernel() {
    if (!el.contains(document.activeElement) || typed() !== get("value")) showBox();
    showRange();
    showWords();
  }

  // This view's own changes come back as change:value too; showing them again changes nothing,
  // save that a box being typed in must keep its text ("0." is on the way to "0.5").
  model.on("change:value", valueFromKernel);
  model.on("change:said", showWords);
  const frameTraits = ["minimum", "maximum", "step", "label", "note", "unit", "disabled", "texts"]
    .map((name) => `change:${name}`).join(" ");
  model.on(frameTraits, showFrame);
  showFrame();

  return () => {
    if (frame !== null) cancelAnimationFrame(frame);
    sendTheRest();
    model.off("change:value", valueFromKernel);
    model.off("change:said", showWords);
    model.off(frameTraits, showFrame);
  };
}

export default { render };
