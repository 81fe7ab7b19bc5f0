// Works off an endless queue, a piece every two seconds.
const queue = process.env.QUEUE ?? 'work';
const name = process.env.PROVISR_PROCESS ?? `worker ${process.pid}`;
let done = 0;

const timer = setInterval(() => {
  done += 1;
  console.log(`${name}: ${queue} ${done} done`);
}, 2000);

process.on('SIGTERM', () => {
  clearInterval(timer);
  console.log(`${name}: finished after ${done}`);
});
