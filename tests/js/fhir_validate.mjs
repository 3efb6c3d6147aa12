// Reads FHIR JSON from standard input and prints what npm's `fhir` has against it, as JSON.

import { readFileSync } from "node:fs";
import process from "node:process";

import { Fhir } from "fhir/fhir.js";

const { messages } = new Fhir().validate(JSON.parse(readFileSync(0, "utf8")), {
  errorOnUnexpected: true,
});
process.stdout.write(JSON.stringify(messages));
