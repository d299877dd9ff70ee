// Runs BullMQ. It reads commands from standard input, one per line, so that its rounds can alternate with those of other queues:
//   open N NAME         creates a queue and its worker; N is not used
//   many N              enqueues N tasks with one call
//   single N CALLERS    enqueues N tasks one by one, from the given number of concurrent callers
//   drain N             runs N tasks; measures from the first task's start to the last stored outcome
//   together N CALLERS  enqueues and runs N tasks at the same time; measures from the first enqueue to the last stored outcome
//   close               deletes the queue
// It answers each command with one line of JSON: seconds, and the CPU seconds of this process.
// Arguments: HOST PORT CONCURRENCY [otel]
import { createInterface } from 'node:readline';
import { Queue, Worker } from 'bullmq';

const [host, port, concurrency, otel] = process.argv.slice(2);
const connection = { host, port: Number(port) };
const telemetry = otel ? await traced() : undefined;
let queue, worker;

const commands = {
  async open(tasks, name) {
    queue = new Queue(name, { connection, telemetry });
    worker = new Worker(name, process_, { connection, telemetry, concurrency: Number(concurrency), autorun: false });
    await Promise.all([queue.waitUntilReady(), worker.waitUntilReady()]);
  },

  async many(tasks) {
    await queue.addBulk(Array.from({ length: tasks }, (_, i) => ({ name: 'noop', data: i })));
  },

  async single(tasks, callers) {
    let left = tasks;
    await Promise.all(Array.from({ length: callers }, async () => {
      while (left-- > 0) {
        await queue.add('noop', left);
      }
    }));
  },

  drain(tasks) {
    first = undefined;
    return new Promise((resolve, reject) => {
      worker.on('completed', () => --tasks === 0 && resolve(first));
      worker.on('failed', (_, error) => reject(error));
      worker.run().catch(reject);
    });
  },

  async together(tasks, callers) {
    const began = performance.now();
    await Promise.all([commands.drain(tasks), commands.single(tasks, callers)]);
    return began;
  },

  async close() {
    await worker.close();
    await queue.obliterate({ force: true });
    await queue.close();
  },
};

let first;
async function process_(job) {
  first ??= performance.now();
  return job.data;
}

/** Creates and samples spans, then drops them. So the benchmark measures tracing without export. */
async function traced() {
  const { context, trace } = await import('@opentelemetry/api');
  const { AsyncLocalStorageContextManager } = await import('@opentelemetry/context-async-hooks');
  const { BasicTracerProvider } = await import('@opentelemetry/sdk-trace-base');
  const { BullMQOtel } = await import('bullmq-otel');
  const dropping = { onStart() {}, onEnd() {}, async forceFlush() {}, async shutdown() {} };
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [dropping] }));
  return new BullMQOtel('streaq-peers');
}

for await (const line of createInterface({ input: process.stdin })) {
  const [command, ...values] = line.split(' ');
  const cpu = process.cpuUsage();
  const called = performance.now();
  const began = (await commands[command](...values.map((value) => Number(value) || value))) ?? called;
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  console.log(JSON.stringify({ seconds, cpu: (user + system) / 1e6 }));
}

process.exit(0);
