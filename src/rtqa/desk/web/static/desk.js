"use strict";

// A page that waits for the checks looks again by itself, unless somebody is filling something in.
const waits = document.body.dataset.waits === "yes";
const touched = new Set();
addEventListener("input", (event) => touched.add(event.target.form));
if (waits) {
  setInterval(() => {
    const isOpen = document.querySelector("main details.form[open]") !== null;
    if (!document.hidden && touched.size === 0 && !isOpen) location.reload();
  }, 4000);
}

// Nothing that was filled in is lost by a wrong link, and nothing is sent twice by a second click.
let sent = false;
addEventListener("submit", (event) => {
  if (sent) event.preventDefault();
  sent = true;
});
addEventListener("pageshow", () => { sent = false; });
addEventListener("beforeunload", (event) => {
  if (touched.size > 0 && !sent) event.preventDefault();
});

// One row more below the last of a list.
for (const button of document.querySelectorAll("button[data-further]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const rows = document.querySelectorAll(`[data-row="${button.dataset.further}"]`);
    const last = rows[rows.length - 1];
    const copy = last.cloneNode(true);
    for (const field of copy.querySelectorAll("[name], [id], [for]")) {
      for (const key of ["name", "id", "htmlFor"]) {
        if (field[key]) field[key] = field[key].replace(/\.(\d+)\.(\w+)$/, (_, n, rest) => `.${Number(n) + 1}.${rest}`);
      }
      if ("value" in field) field.value = "";
    }
    last.after(copy);
    copy.querySelector("input, select, textarea").focus();
  });
}
