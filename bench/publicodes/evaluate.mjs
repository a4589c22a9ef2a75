// Evaluates the outcomes of a publicodes model on a list of situations, once for each line that comes in, and says what
// it found and how many ms of CPU that took. The first line that it says is what the start has cost.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import Engine from "publicodes";

const { rules, outcomes, situations } = JSON.parse(readFileSync(process.argv[2], "utf-8"));
const engine = new Engine(rules);

function spent() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function found(situation) {
  engine.setSituation(situation);
  return outcomes.map((name) => engine.evaluate(name).nodeValue);
}

console.log(JSON.stringify({ ms: spent() }));
for await (const _ of createInterface({ input: process.stdin })) {
  const before = spent();
  const results = situations.map(found);
  console.log(JSON.stringify({ ms: spent() - before, found: results }));
}
