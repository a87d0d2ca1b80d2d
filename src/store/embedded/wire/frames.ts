import { HEADER_BYTES, MAX_MESSAGE_BYTES, WireError } from './message.ts';

/** Cuts what arrives on a socket into whole messages. A message that came in one piece is not copied. */
export class FrameReader {
  private chunks: Buffer[] = [];
  private size = 0;

  push(chunk: Buffer): void {
    this.chunks.push(chunk);
    this.size += chunk.length;
  }

  /** The next whole message; `undefined` until more has arrived. */
  take(): Buffer | undefined {
    if (this.size < 4) return undefined;
    const length = this.front(4).readInt32LE(0);
    if (length < HEADER_BYTES) throw new WireError(`a message cannot be ${length} bytes long`);
    if (length > MAX_MESSAGE_BYTES)
      throw new WireError(`a message of ${length} bytes is longer than the limit of ${MAX_MESSAGE_BYTES}`);
    if (this.size < length) return undefined;
    const whole = this.front(length);
    const message = whole.subarray(0, length);
    this.chunks = whole.length > length ? [whole.subarray(length), ...this.chunks.slice(1)] : this.chunks.slice(1);
    this.size -= length;
    return message;
  }

  /** The first chunk, joined with as many others as `length` bytes need. */
  private front(length: number): Buffer {
    const [first] = this.chunks;
    if (first && first.length >= length) return first;
    let count = 0;
    let size = 0;
    while (size < length) {
      size += this.chunks[count]?.length ?? 0;
      count += 1;
    }
    const joined = Buffer.concat(this.chunks.slice(0, count));
    this.chunks = [joined, ...this.chunks.slice(count)];
    return joined;
  }
}
