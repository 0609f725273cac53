/** The REST interface that the page is made for. */

const ROOT = new URL('../api/v1/', import.meta.url);

/** What the server has refused, in its words (RFC 9457), or that it was not reached. */
export class Refusal extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

async function refusal(response) {
  const problem = await response.json().catch(() => ({}));
  return new Refusal(response.status, problem.detail ?? `the server answered ${response.status} ${response.statusText}`);
}

/** @returns the response of a success */
export async function ask(path, options) {
  let response;
  try {
    response = await fetch(new URL(path, ROOT), options);
  } catch (problem) {
    if (problem.name === 'AbortError') {
      throw problem;
    }
    throw new Refusal(0, 'the server cannot be reached');
  }
  if (!response.ok) {
    throw await refusal(response);
  }
  return response;
}

export const get = async (path, options) => (await ask(path, options)).json();

export const post = async (path, body) => (await ask(path, {method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify(body)})).json();

export const pathOf = presentity => `presentities/${encodeURIComponent(presentity)}`;

/**
 * Server-sent events, read by fetch, which tells why they are refused where EventSource does not. Asked for again when they end or the server is busy, until the signal says so.
 * @param heard (event, data)
 * @param state ('connected' | 'lost' | 'refused', why): connected when nothing is missed from then on
 */
export async function events(path, signal, heard, state) {
  while (!signal.aborted) {
    try {
      const response = await ask(path, {signal, headers: {Accept: 'text/event-stream'}});
      await read(response.body.getReader(), heard, () => state('connected', ''));
      state('lost', 'the server has ended the stream');
    } catch (problem) {
      if (signal.aborted) {
        return;
      }
      state(problem.status ? 'refused' : 'lost', problem.message);
      if (problem.status && problem.status !== 503) {
        return;
      }
    }
    await new Promise(resolve => setTimeout(resolve, 3000));
  }
}

/** A comment by which the server says so. */
const FOLLOWING = ': following';

async function read(reader, heard, following) {
  const decoder = new TextDecoder();
  let text = '';
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    text += decoder.decode(part.value, {stream: true}).replace(/\r\n?/g, '\n');
    const blocks = text.split('\n\n');
    text = blocks.pop();
    blocks.forEach(block => block.startsWith(FOLLOWING) ? following() : dispatch(block, heard));
  }
}

function dispatch(block, heard) {
  let event = 'message';
  const data = [];
  for (const line of block.split('\n')) {
    if (line.startsWith('event:')) {
      event = line.slice(6).trim();
    } else if (line.startsWith('data:')) {
      data.push(line.slice(5).trimStart());
    }
  }
  if (data.length > 0) {
    heard(event, JSON.parse(data.join('\n')));
  }
}
