/** Turns what the system says into what to do. */
export function explain(error: unknown, dir: string): Error {
  const said = error instanceof Error ? error.message : String(error)
  const advice = adviceFor(said, dir)
  return advice ? new Error(`${advice} (${said})`, { cause: error }) : (error as Error)
}

function adviceFor(said: string, dir: string): string | undefined {
  if (/ENOSPC|EDQUOT|No space left on device|Disk quota exceeded/i.test(said)) {
    return `The disk of ${dir} is full: free some space, or set DATA_DIR to a folder on another disk.`
  }
  if (/EROFS|Read-only file system/i.test(said)) {
    return `The disk of ${dir} is read-only: set DATA_DIR to a folder that can be written.`
  }
  if (/spawn \S+ EACCES/.test(said)) {
    return (
      'PostgreSQL does not run as root, and the account it runs as may not enter node_modules: ' +
      'start the server as an ordinary user, or move it out of a folder that only root may enter.'
    )
  }
  if (/EACCES|EPERM|Permission denied|Operation not permitted|wrong ownership/i.test(said)) {
    return (
      `The embedded PostgreSQL may not use ${dir}: start the server as the user who owns it, ` +
      'or set DATA_DIR to a folder of your own.'
    )
  }
  if (/spawn \S+ (ENOENT|ENOEXEC)|cannot execute|error while loading shared libraries/i.test(said)) {
    return 'The embedded PostgreSQL cannot run on this system: set DATABASE_URL to a PostgreSQL of your own.'
  }
  return undefined
}
