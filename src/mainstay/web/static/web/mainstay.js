// Mainstay's one script. Every page works without it; it makes the hands faster.

const isTyping = (element) => element?.closest("input, textarea, select, [contenteditable]");

// ---- dialogs: for browsers that do not know command and commandfor yet
if (!("command" in HTMLButtonElement.prototype)) {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[command='show-modal'][commandfor]");
    if (button) show(button.getAttribute("commandfor"));
  });
}
if (!("closedBy" in HTMLDialogElement.prototype)) {
  document.addEventListener("click", (event) => {
    if (event.target.matches("dialog[closedby='any']")) event.target.close();
  });
}

// ---- keys: never inside a field
function show(id) {
  const dialog = document.getElementById(id);
  if (!dialog || dialog.open) return;
  dialog.showModal();
  dialog.querySelector("input[type=search]")?.select();
}
let waitsForPlace = false;

const rows = () => [...document.querySelectorAll("main table.wl tbody tr:not(.group):not(.sub)")].filter((row) => row.querySelector("a, input[type=checkbox]"));
let current = null;

function goToRow(step) {
  const all = rows();
  if (!all.length) return;
  const next = all[Math.min(Math.max(all.indexOf(current) + step, 0), all.length - 1)];
  current?.removeAttribute("aria-selected");
  current = next;
  current.setAttribute("aria-selected", "true");
  current.scrollIntoView({ block: "nearest" });
  (current.querySelector("a") ?? current.querySelector("input"))?.focus();
}

function goToPlace(key) {
  for (const hint of document.querySelectorAll("#palette kbd")) {
    if (hint.textContent === `G ${key.toUpperCase()}`) hint.parentElement.querySelector("a")?.click();
  }
}

const keys = {
  "?": () => show("keys"),
  "[": () => toggleNavigation(),
  g: () => { waitsForPlace = true; setTimeout(() => { waitsForPlace = false; }, 1500); },
  j: () => goToRow(1),
  k: () => goToRow(-1),
  ArrowDown: () => current && goToRow(1),
  ArrowUp: () => current && goToRow(-1),
  x: () => choose(current, false),
  X: () => choose(current, true),
};

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    event.preventDefault();
    show("palette");
    return;
  }
  if (isTyping(event.target) && event.target.type !== "checkbox") return;
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  if (event.key === "\\") { document.documentElement.dataset.desk = "shown"; return; }
  if (waitsForPlace) { waitsForPlace = false; goToPlace(event.key); return; }
  const keyed = document.querySelector(`main [data-key="${CSS.escape(event.key)}"]`);
  if (keyed) { event.preventDefault(); keyed.click(); return; }
  const act = keys[event.key];
  if (!act) return;
  const isArrow = event.key.startsWith("Arrow");
  if (!isArrow || current) event.preventDefault();
  act();
});

// ---- desk privacy: initials on the screen; held, a name shows; two minutes without a hand turn it on
const desk = document.getElementById("desk-privacy");
const remember = (name, value) => {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${name}=${value}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
};
desk?.addEventListener("change", () => remember("desk", desk.checked ? "on" : "off"));
document.addEventListener("keyup", (event) => { if (event.key === "\\") delete document.documentElement.dataset.desk; });
window.addEventListener("blur", () => { delete document.documentElement.dataset.desk; });
let held = null;
document.addEventListener("pointerdown", (event) => {
  const row = event.target.closest("tr, li, .list > *");
  if (row?.querySelector(".phi")) held = setTimeout(() => row.classList.add("shown"), 400);
});
for (const end of ["pointerup", "pointercancel", "scroll"]) {
  document.addEventListener(end, () => {
    clearTimeout(held);
    document.querySelectorAll(".shown").forEach((row) => row.classList.remove("shown"));
  }, true);
}
const TWO_MINUTES = 120_000;
let idle = null;
const awake = () => { clearTimeout(idle); idle = setTimeout(() => { if (desk) desk.checked = true; }, TWO_MINUTES); };
for (const sign of ["pointermove", "keydown"]) document.addEventListener(sign, awake, { passive: true });
awake();

// ---- navigation: hidden for full width; which groups were open
function toggleNavigation() {
  const isHidden = document.documentElement.toggleAttribute("data-wide");
  localStorage.setItem("wide", isHidden ? "1" : "");
}
if (localStorage.getItem("wide")) document.documentElement.setAttribute("data-wide", "");
for (const group of document.querySelectorAll("details[data-remember]")) {
  const key = `nav ${group.dataset.remember}`;
  if (localStorage.getItem(key) === "closed" && !group.querySelector("[aria-current]")) group.open = false;
  group.addEventListener("toggle", () => localStorage.setItem(key, group.open ? "open" : "closed"));
}

// ---- choosing rows: a range with shift, and the count with its sum in the bulk bar
let lastChosen = null;
function choose(row, isRange) {
  const box = row?.querySelector("td input[type=checkbox]");
  if (!box) return;
  if (isRange && lastChosen) chooseRange(lastChosen, row, true);
  else box.checked = !box.checked;
  lastChosen = row;
  box.dispatchEvent(new Event("change", { bubbles: true }));
}
function chooseRange(from, to, isChosen) {
  const all = rows();
  const [first, last] = [all.indexOf(from), all.indexOf(to)].sort((a, b) => a - b);
  all.slice(first, last + 1).forEach((row) => {
    const box = row.querySelector("td input[type=checkbox]");
    if (box) box.checked = isChosen;
  });
}
document.addEventListener("click", (event) => {
  const box = event.target.closest("td input[type=checkbox]");
  if (!box) return;
  const row = box.closest("tr");
  if (event.shiftKey && lastChosen) chooseRange(lastChosen, row, box.checked);
  lastChosen = row;
});
document.addEventListener("change", (event) => {
  const all = event.target.closest("thead input[type=checkbox]");
  if (all) all.closest("table").querySelectorAll("tbody input[type=checkbox]").forEach((box) => { box.checked = all.checked; });
  const work = event.target.closest(".work");
  if (work) sumUp(work);
});
function sumUp(work) {
  const chosen = [...work.querySelectorAll("tbody input[type=checkbox]:checked")];
  const cents = chosen.reduce((sum, box) => sum + Number(box.dataset.cents ?? 0), 0);
  const dollars = (cents / 100).toLocaleString("en-US", { style: "currency", currency: "USD" });
  const words = work.querySelector(".bulk [data-sum]");
  if (words) words.textContent = `${chosen.length} chosen, ${dollars}`;
}

// ---- palette: arrows choose, Enter opens; typed ahead of the answer, Enter waits for it
const palette = document.getElementById("palette");
let opensFirst = false;
const isAnswered = () => (document.getElementById("results").dataset.text ?? "") === document.getElementById("q").value.trim();
palette?.addEventListener("input", () => { opensFirst = false; });
palette?.addEventListener("htmx:afterSettle", () => {
  if (opensFirst && isAnswered()) document.querySelector("#results a")?.click();
});
palette?.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.id === "q" && !isAnswered()) {
    event.preventDefault();
    opensFirst = true;
    return;
  }
  const links = [...palette.querySelectorAll("#results a")];
  if (!links.length || !["ArrowDown", "ArrowUp", "Enter"].includes(event.key)) return;
  const at = links.findIndex((link) => link.closest("li").getAttribute("aria-selected") === "true");
  if (event.key === "Enter") {
    if (event.target.closest("a")) return;
    event.preventDefault();
    links[Math.max(at, 0)].click();
    return;
  }
  event.preventDefault();
  const next = Math.min(Math.max(at + (event.key === "ArrowDown" ? 1 : -1), 0), links.length - 1);
  links.forEach((link, i) => link.closest("li").setAttribute("aria-selected", String(i === next)));
  links[next].scrollIntoView({ block: "nearest" });
});

// ---- files: dropped onto the zone as if chosen in its field
for (const zone of document.querySelectorAll(".drop")) {
  const field = zone.querySelector("input[type=file]");
  for (const name of ["dragenter", "dragover"]) {
    zone.addEventListener(name, (event) => { event.preventDefault(); zone.classList.add("over"); });
  }
  for (const name of ["dragleave", "drop"]) zone.addEventListener(name, () => zone.classList.remove("over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    if (!field || !event.dataTransfer.files.length) return;
    field.files = event.dataTransfer.files;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  });
  field?.addEventListener("change", () => { if (zone.hasAttribute("data-send")) field.form?.requestSubmit(); });
}

// ---- htmx: polling says so (it does not keep a session alive), a refusal is shown as its own page
document.addEventListener("htmx:configRequest", (event) => {
  if (!event.detail.triggeringEvent) event.detail.headers["Mainstay-Poll"] = "1";
});
document.addEventListener("htmx:beforeSwap", (event) => {
  const { status } = event.detail.xhr;
  if (status === 422) { event.detail.shouldSwap = true; event.detail.isError = false; }
  else if (status >= 400) location.reload();
});
document.addEventListener("htmx:beforeRequest", (event) => event.detail.target?.setAttribute?.("aria-busy", "true"));
document.addEventListener("htmx:afterRequest", (event) => event.detail.target?.removeAttribute?.("aria-busy"));

// ---- a form that could not be saved takes the focus to its summary
document.querySelector("[data-focus]")?.focus();
document.addEventListener("htmx:afterSwap", (event) => event.detail.target.querySelector?.("[data-focus]")?.focus());

// ---- toasts go by themselves, unless the hand is on them
setTimeout(() => document.querySelectorAll(".toast:not(:hover)").forEach((toast) => toast.remove()), 30_000);

// ---- print: the button says what the browser's own menu does as well
document.addEventListener("click", (event) => { if (event.target.closest("[data-print]")) window.print(); });
