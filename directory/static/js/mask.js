// Buttons that replace the selected words by a marker. Without this script, moderators type it.
const words = document.querySelector("textarea[data-mask]");
const buttons = document.querySelector("[data-mask-buttons]");
if (words && buttons) {
  buttons.hidden = false;
  buttons.addEventListener("click", (event) => {
    const marker = event.target.dataset.marker;
    if (!marker || words.selectionStart === words.selectionEnd) return;
    words.setRangeText(marker, words.selectionStart, words.selectionEnd, "end");
    words.focus();
  });
}
