import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** A program that serves until it is stopped. */
export interface ServerProcess {
  readonly child: ChildProcess;
  /** Ends it with SIGTERM and waits until it is gone. */
  stop(): Promise<void>;
}

/**
 * Starts the program and waits until the port answers. Its standard input is a pipe: a server that ends with its input
 * (Samba) dies with the tests even when they are killed.
 */
export async function startServer(
  program: string,
  parameters: readonly string[],
  { address, port }: { readonly address: string; readonly port: number },
): Promise<ServerProcess> {
  const child = spawn(program, parameters, { stdio: ['pipe', 'ignore', 'pipe'] });
  let output = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    output = (output + text).slice(-4000);
  });
  const ended = once(child, 'exit');
  for (let attempt = 0; !(await answers(address, port)); attempt += 1) {
    if (attempt > 300 || child.exitCode !== null) {
      child.kill('SIGKILL');
      throw new Error(`${program} did not open ${address}:${port}:\n${output}`);
    }
    await pause(100);
  }
  return {
    child,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      await ended;
    },
  };
}

function answers(address: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port }, () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}

/** A loopback address on which all the ports are free: Samba's ports are fixed, so each instance takes an address. */
export async function freeLoopbackAddress(ports: readonly number[]): Promise<string> {
  for (let last = 20 + (process.pid % 180); last < 250; last += 1) {
    const address = `127.0.0.${last}`;
    if ((await Promise.all(ports.map((port) => canListen(address, port)))).every(Boolean)) return address;
  }
  throw new Error('No loopback address is free.');
}

function canListen(address: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
      .on('error', () => resolve(false))
      .listen(port, address, () => server.close(() => resolve(true)));
  });
}
