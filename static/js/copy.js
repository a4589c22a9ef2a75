// Shows the copy buttons where the browser can copy (not on plain http), and copies what each one names: a text, the
// content of an element, or what an address of ours answers. Listens on the document, so that buttons which arrive
// later work too.
if (navigator.clipboard) {
  const show = () => { for (const button of document.querySelectorAll(".copy")) button.hidden = false; };
  show();
  new MutationObserver(show).observe(document.querySelector("main"), { childList: true, subtree: true });
  const text = async ({ copyAddress, copyFrom, copy }) => {
    if (copyFrom) return document.getElementById(copyFrom).textContent;
    if (!copyAddress) return copy;
    const response = await fetch(copyAddress);
    if (!response.ok) throw new Error(response.status);
    return response.text();
  };
  document.addEventListener("click", async ({ target }) => {
    const button = target.closest(".copy");
    if (!button || button.ariaBusy === "true") return;
    const label = button.textContent;
    button.ariaBusy = "true";
    try {
      // A promise, since Safari forgets the click while it waits for an answer.
      const blob = text(button.dataset).then((copied) => new Blob([copied], { type: "text/plain" }));
      await navigator.clipboard.write([new ClipboardItem({ "text/plain": blob })]);
      button.textContent = "Copied";
    } catch {
      button.textContent = "Try again";
    }
    setTimeout(() => { button.textContent = label; button.ariaBusy = "false"; }, 2000);
  });
}
