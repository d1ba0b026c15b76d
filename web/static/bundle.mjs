// Bundles web/static/src into web/static/built under hashed names and writes manifest.json: source name -> built name.
// All is made in a fresh folder and swapped in whole: whoever reads meanwhile finds the old build or the new, never half.
import { rmSync } from "node:fs";
import { mkdtemp, readFile, readdir, rename, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const home = join(here, "built");
const fresh = await mkdtemp(join(here, "built-"));
const built = join(fresh, "new");
process.on("exit", () => rmSync(fresh, { recursive: true }));
const DRAWS = "charts.js";
const entries = ["page.css", "desk.css", "page.js", "chat.js", "scorecard.js", "charts.js", "reviews.js", "authoring.js", "icon.svg"];

const options = {
  absWorkingDir: here,
  bundle: true,
  chunkNames: "[name]-[hash]",
  entryNames: "[name]-[hash]",
  format: "esm",
  loader: { ".svg": "copy" },
  legalComments: "linked",
  logLevel: "warning",
  metafile: true,
  minify: true,
  outdir: built,
  target: ["es2022", "chrome109", "firefox115", "safari16.4"],
};
const paths = (names) => names.map((name) => join("src", name));
const results = [
  await build({ ...options, entryPoints: paths(entries.filter((name) => name !== DRAWS)) }),
  await build({ ...options, entryPoints: paths([DRAWS]), splitting: true }), // alone: else all would share its pieces
];

const manifest = {};
for (const [path, output] of results.flatMap((result) => Object.entries(result.metafile.outputs))) {
  const entry = output.entryPoint && basename(output.entryPoint);
  if (entries.includes(entry)) manifest[entry] = basename(path); // what is imported later is an entry point as well
}
const missing = entries.filter((name) => !(name in manifest));
if (missing.length) throw new Error(`not built: ${missing.join(", ")}`);
await writeFile(join(built, "manifest.json"), JSON.stringify(manifest, null, 2) + "\n");

// Beside each file the same compressed, for the server to choose from; the smallest gain not worth a second file.
for (const name of await readdir(built)) {
  if (name === "manifest.json") continue;
  const bytes = await readFile(join(built, name));
  const packed = { br: brotliCompressSync(bytes), gz: gzipSync(bytes, { level: 9 }) };
  for (const [ending, smaller] of Object.entries(packed)) {
    if (smaller.length < bytes.length) await writeFile(join(built, `${name}.${ending}`), smaller);
  }
}
const files = await readdir(built);

await rename(home, join(fresh, "old")).catch((error) => {
  if (error.code !== "ENOENT") throw error;
});
await rename(built, home);
console.log(`built ${files.length} files into ${home}`);
