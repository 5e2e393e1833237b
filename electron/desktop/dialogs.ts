import { BrowserWindow, dialog, shell } from 'electron';
import { extname } from 'node:path';

const kinds: Readonly<Record<string, string>> = { xlsx: 'Excel', csv: 'CSV', pdf: 'PDF' };

/** Asks where to save a report, of the kind its suggested name ends in; null when the user cancelled. */
export async function askTarget(parent: BrowserWindow | null, suggested: string): Promise<string | null> {
  const ending = extname(suggested).slice(1) || 'xlsx';
  const options = {
    defaultPath: suggested,
    filters: [{ name: kinds[ending] ?? ending, extensions: [ending] }],
    properties: ['createDirectory', 'showOverwriteConfirmation'] as (
      'createDirectory' | 'showOverwriteConfirmation'
    )[],
  };
  const answer = await (parent === null
    ? dialog.showSaveDialog(options)
    : dialog.showSaveDialog(parent, options));
  return answer.canceled || answer.filePath === '' ? null : answer.filePath;
}

/** A kind of file as the system's dialogs show it. */
export interface FileKind {
  readonly name: string;
  readonly extensions: readonly string[];
}

const filterOf = ({ name, extensions }: FileKind): { name: string; extensions: string[] } => ({
  name,
  extensions: [...extensions],
});

/** Asks where to save a file of some kind; null when the user cancelled. */
export async function askSave(
  parent: BrowserWindow | null,
  suggested: string,
  kind: FileKind,
): Promise<string | null> {
  const options = { defaultPath: suggested, filters: [filterOf(kind)] };
  const answer = await (parent === null
    ? dialog.showSaveDialog(options)
    : dialog.showSaveDialog(parent, options));
  return answer.canceled || answer.filePath === '' ? null : answer.filePath;
}

/** Asks for a file to open; null when the user cancelled. */
export async function askOpen(parent: BrowserWindow | null, kind: FileKind): Promise<string | null> {
  const options = { filters: [filterOf(kind)], properties: ['openFile'] as 'openFile'[] };
  const answer = await (parent === null
    ? dialog.showOpenDialog(options)
    : dialog.showOpenDialog(parent, options));
  return answer.canceled ? null : (answer.filePaths[0] ?? null);
}

/** Asks for a folder; null when the user cancelled. */
export async function askFolder(parent: BrowserWindow | null, current: string): Promise<string | null> {
  const options = {
    defaultPath: current,
    properties: ['openDirectory', 'createDirectory'] as ('openDirectory' | 'createDirectory')[],
  };
  const answer = await (parent === null
    ? dialog.showOpenDialog(options)
    : dialog.showOpenDialog(parent, options));
  return answer.canceled ? null : (answer.filePaths[0] ?? null);
}

/** Asks for a sound file; null when the user cancelled. */
export async function askSound(parent: BrowserWindow | null): Promise<string | null> {
  const options = {
    filters: [{ name: 'WAV, MP3, OGG', extensions: ['wav', 'mp3', 'ogg'] }],
    properties: ['openFile'] as 'openFile'[],
  };
  const answer = await (parent === null
    ? dialog.showOpenDialog(options)
    : dialog.showOpenDialog(parent, options));
  return answer.canceled ? null : (answer.filePaths[0] ?? null);
}

/** Asks for a PMTiles archive; null when the user cancelled. */
export async function askArchive(parent: BrowserWindow | null): Promise<string | null> {
  const options = {
    filters: [
      { name: 'PMTiles', extensions: ['pmtiles'] },
      { name: '*', extensions: ['*'] },
    ],
    properties: ['openFile'] as 'openFile'[],
  };
  const answer = await (parent === null
    ? dialog.showOpenDialog(options)
    : dialog.showOpenDialog(parent, options));
  return answer.canceled ? null : (answer.filePaths[0] ?? null);
}

/** Shows a file in the system's file manager. */
export function showInFolder(path: string): void {
  shell.showItemInFolder(path);
}

/** Asks a question before something is given up; gives the index of the button chosen. */
export async function askChoice(
  message: string,
  detail: string,
  buttons: readonly string[],
  preselected = 0,
): Promise<number> {
  const answer = await dialog.showMessageBox({
    type: 'question',
    message,
    detail,
    buttons: [...buttons],
    defaultId: preselected,
    cancelId: buttons.length - 1,
  });
  return answer.response;
}
