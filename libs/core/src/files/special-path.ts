/**
 * Whether a path lies where there are devices and views into the kernel: nothing there can be put aside or made anew. /dev/shm is no such
 * place but memory with files in it like anywhere else (shm_overview(7)).
 *
 * @param path absolute and cleaned
 */
export function isSpecialPath(path: string): boolean {
  return /^\/(dev|proc|sys)\//.test(path) && !path.startsWith('/dev/shm/');
}
