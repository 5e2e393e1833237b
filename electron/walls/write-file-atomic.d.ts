declare module 'write-file-atomic' {
  /** Writes beside the file, syncs to the disk, then renames over it; writes of one file are done in order. */
  function writeFileAtomic(path: string, text: string): Promise<void>;
  export default writeFileAtomic;
}
