// Reads FHIR JSON from standard input and prints what npm's `fhir` has against it, as JSON.

import { readFileSync } from "node:fs";

import { Fhir } from "fhir/fhir.js";

const { messages } = new Fhir().validate(JSON.parse(readFileSync(0, "utf8")), {
  errorOnUnexpected: true,
});
console.log(JSON.stringify(messages));
