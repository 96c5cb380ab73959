/** The dark modules as one SVG path: a rectangle per horizontal run, so that no seams show between neighbours. */
export function qrPath(rows: readonly (readonly boolean[])[]): string {
  const parts: string[] = [];
  for (const [y, row] of rows.entries()) {
    let start = -1;
    for (let x = 0; x <= row.length; x++) {
      if (row[x] === true && start < 0) start = x;
      if (row[x] !== true && start >= 0) {
        parts.push(`M${start} ${y}h${x - start}v1H${start}z`);
        start = -1;
      }
    }
  }
  return parts.join('');
}
