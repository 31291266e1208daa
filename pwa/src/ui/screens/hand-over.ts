/** Giving files out of the browser. Each answers false when she has changed her mind, and throws when it failed. */

export function canShare(files: File[]): boolean {
  return typeof navigator.canShare === 'function' && navigator.canShare({ files });
}

/** The system's own sheet: mail, a messenger, a USB stick, whatever the tablet has. */
export function share(files: File[]): Promise<boolean> {
  return orLeft(navigator.share({ files }));
}

export async function saveFiles(files: File[]): Promise<boolean> {
  for (const file of files) {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(file);
    link.download = file.name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }
  return true;
}

type Folders = { showDirectoryPicker?: (options: object) => Promise<FileSystemDirectoryHandle> };

export function canWriteFolders(): boolean {
  return typeof (window as Folders).showDirectoryPicker === 'function';
}

export function intoFolder(files: File[]): Promise<boolean> {
  const pick = (window as Folders).showDirectoryPicker;
  if (!pick) throw new Error('no folders here');
  return orLeft(pick({ mode: 'readwrite' }).then((folder) => writeAll(folder, files)));
}

async function writeAll(folder: FileSystemDirectoryHandle, files: File[]): Promise<void> {
  for (const file of files) {
    const handle = await folder.getFileHandle(file.name, { create: true });
    const out = await handle.createWritable();
    await out.write(file);
    await out.close();
  }
}

async function orLeft(work: Promise<void>): Promise<boolean> {
  try {
    await work;
    return true;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return false;
    throw error;
  }
}
