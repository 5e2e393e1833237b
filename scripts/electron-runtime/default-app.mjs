// Started by an Electron that has no app of its own: opens the app whose folder stands on the command line,
// after the modules that `-r` names (Playwright attaches through one).
import fs from 'node:fs';
import Module from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { app } from 'electron';

function readCommandLine(args) {
  const modules = [];
  for (let at = 0; at < args.length; at += 1) {
    if (args[at] === '-r' || args[at] === '--require') modules.push(args[(at += 1)]);
    else if (!args[at].startsWith('-')) return { modules, folder: path.resolve(args[at]) };
  }
  return { modules, folder: undefined };
}

function introduce(folder, manifest) {
  app.name = manifest.productName ?? manifest.name;
  app.setVersion(manifest.version ?? '0.0.0');
  app.setDesktopName(`${manifest.name}.desktop`);
  app.setAppPath(folder);
  if (!app.commandLine.hasSwitch('user-data-dir')) {
    app.setPath('userData', path.join(app.getPath('appData'), app.name));
  }
}

const { modules, folder } = readCommandLine(process.argv.slice(1));
if (folder === undefined) {
  console.error('usage: electron [-r MODULE] FOLDER');
  app.exit(2);
} else {
  Object.defineProperty(process, 'defaultApp', { value: true, enumerable: true });
  Module._preloadModules(modules);
  const manifest = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
  introduce(folder, manifest);
  // Electron becomes ready only after this module; the app registers its schemes before that.
  await import(pathToFileURL(path.join(folder, manifest.main)).href);
}
