// Values as people read them.
const BINARY = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

function scaled(value, base, names) {
  let [number, at] = [value, 0];
  while (Math.abs(number) >= base && at < names.length - 1) [number, at] = [number / base, at + 1];
  return `${plain(number)} ${names[at]}`;
}

function plain(value) {
  const digits = Math.abs(value) >= 100 || Number.isInteger(value) ? 0 : Math.abs(value) >= 1 ? 1 : 3;
  return String(Number(value.toFixed(digits)));
}

function seconds(value) {
  const size = Math.abs(value);
  if (size < 1) return `${plain(value * 1000)} ms`;
  if (size < 120) return `${plain(value)} s`;
  return size < 7200 ? `${plain(value / 60)} min` : `${plain(value / 3600)} h`;
}

const UNITS = {
  s: seconds,
  bytes: (value) => scaled(value, 1024, BINARY),
  Bps: (value) => `${scaled(value, 1024, BINARY)}/s`,
  percentunit: (value) => `${plain(value * 100)} %`,
  ops: (value) => `${plain(value)}/s`,
  reqps: (value) => `${plain(value)}/s`,
};

export function figure(value, unit) {
  return (UNITS[unit] ?? plain)(value);
}

export function escaped(text) {
  return String(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
