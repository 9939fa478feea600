// A hit of the search page leads here with ?mark=…; only then what marks it is fetched.
if (new URLSearchParams(location.search).has("mark")) import("./mark.js");
