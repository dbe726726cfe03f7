// Prints the clinics around a place that state that they treat a condition.
//
//     node clinics.mjs https://clinics.example 33444 depression
//
// Needs Node 18 or later, and nothing else. The function works in a browser, on a page of any site.

export async function* clinics(site, asked) {
  // By cursor, so that none comes twice and none is missed.
  let url = `${site}/api/v1/clinics?${new URLSearchParams({ ...asked, cursor: "*" })}`;
  while (url) {
    const answer = await fetch(url);
    const said = await answer.json();
    if (answer.status === 429) {
      // Asked too often: wait, and ask again.
      const seconds = Number(answer.headers.get("Retry-After"));
      await new Promise((go) => setTimeout(go, seconds * 1000));
      continue;
    }
    if (!answer.ok) throw new Error(said.detail);
    yield* said.results;
    url = said.next;
  }
}

if (typeof process !== "undefined") {
  const [site, near, condition] = process.argv.slice(2);
  for await (const clinic of clinics(site, { near, condition, radius: 50 })) {
    // A code that is absent is not stated: that is not a no.
    const medicare = clinic.facts["insurance.medicare"] ?? "not stated";
    console.log(`${clinic.name} (${clinic.distance_miles.toFixed(1)} miles). Medicare: ${medicare}`);
  }
}
