// Shows the copy buttons where the browser can copy (not on plain http), and copies what each one names: a text, or
// the content of an element. Listens on the document, so that buttons which arrive later work too.
if (navigator.clipboard) {
  const show = () => { for (const button of document.querySelectorAll(".copy")) button.hidden = false; };
  show();
  new MutationObserver(show).observe(document.querySelector("main"), { childList: true, subtree: true });
  document.addEventListener("click", async ({ target }) => {
    const button = target.closest(".copy");
    if (!button || button.ariaBusy === "true") return;
    const label = button.textContent;
    const source = button.dataset.copyFrom;
    button.ariaBusy = "true";
    await navigator.clipboard.writeText(source ? document.getElementById(source).textContent : button.dataset.copy);
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = label; button.ariaBusy = "false"; }, 2000);
  });
}
