import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type Server } from 'node:net';
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

/** The process that listens on this port of a loopback address has the address, until its process is gone. */
const claimPort = 3899;

/**
 * A loopback address on which all the ports are free: Samba's ports are fixed, so each instance takes an address. It is this
 * process's from now on: a server is loaded before it opens its ports, and another file's must not come in between.
 */
export async function freeLoopbackAddress(ports: readonly number[]): Promise<string> {
  for (let last = 20 + (process.pid % 180); last < 250; last += 1) {
    const address = `127.0.0.${last}`;
    const claim = await listen(address, claimPort);
    if (claim === undefined) continue;
    if ((await Promise.all(ports.map((port) => canListen(address, port)))).every(Boolean)) {
      claim.unref();
      return address;
    }
    claim.close();
  }
  throw new Error('No loopback address is free.');
}

async function canListen(address: string, port: number): Promise<boolean> {
  const server = await listen(address, port);
  if (server !== undefined) await new Promise((resolve) => server.close(resolve));
  return server !== undefined;
}

function listen(address: string, port: number): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer()
      .on('error', () => resolve(undefined))
      .listen(port, address, () => resolve(server));
  });
}
