// Whoever asked for an address that is not there may look for the words in it.
const words = decodeURIComponent(location.pathname).split("/").filter((part) => /[\u4e00-\u9fff]|^\d{4}$|[a-z]{3}/i.test(part));
const field = document.querySelector("#lost-q");
if (field && words.length) field.value = words.at(-1).replace(/\.html?$/, "");
