// Bundles web/static/src into web/static/built under hashed names and writes manifest.json: source name -> built name.
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const built = join(here, "built");
const entries = ["page.css", "page.js", "chat.js", "scorecard.js", "curve.js", "icon.svg"];

await rm(built, { recursive: true, force: true });
await mkdir(built, { recursive: true });
const result = await build({
  absWorkingDir: here,
  bundle: true,
  entryNames: "[name]-[hash]",
  entryPoints: entries.map((name) => join("src", name)),
  format: "esm",
  loader: { ".svg": "copy" },
  legalComments: "linked",
  logLevel: "warning",
  metafile: true,
  minify: true,
  outdir: "built",
  target: ["es2022", "chrome109", "firefox115", "safari16.4"],
});

const manifest = {};
for (const [path, output] of Object.entries(result.metafile.outputs)) {
  if (output.entryPoint) manifest[basename(output.entryPoint)] = basename(path);
}
const missing = entries.filter((name) => !(name in manifest));
if (missing.length) throw new Error(`not built: ${missing.join(", ")}`);
await writeFile(join(built, "manifest.json"), JSON.stringify(manifest, null, 2) + "\n");
const files = await readdir(built);
console.log(`built ${files.length} files into ${built}`);
