/** One field of an interleaved vertex. */
export interface Field {
  readonly name: string;
  readonly size: number;
  readonly type: 'float' | 'ubyte' | 'short' | 'ushort';
  readonly normalized?: boolean;
  /** Bytes from the start of the vertex. */
  readonly at: number;
}

/** Vertices that grow by doubling and go to the GPU as far as they are filled. */
export class VertexBytes {
  readonly stride: number;
  bytes: ArrayBuffer;
  float: Float32Array;
  byte: Uint8Array;
  short: Int16Array;
  count = 0;

  constructor(stride: number, room = 256) {
    this.stride = stride;
    this.bytes = new ArrayBuffer(stride * room);
    this.float = new Float32Array(this.bytes);
    this.byte = new Uint8Array(this.bytes);
    this.short = new Int16Array(this.bytes);
  }

  /** Adds a vertex and returns where it begins, in bytes. */
  add(): number {
    const at = this.count * this.stride;
    if (at + this.stride > this.bytes.byteLength) {
      const larger = new ArrayBuffer(this.bytes.byteLength * 2);
      new Uint8Array(larger).set(this.byte);
      this.bytes = larger;
      this.float = new Float32Array(larger);
      this.byte = new Uint8Array(larger);
      this.short = new Int16Array(larger);
    }
    this.count += 1;
    return at;
  }

  clear(): void {
    this.count = 0;
  }

  used(): Uint8Array {
    return this.byte.subarray(0, this.count * this.stride);
  }

  /** A number that differs when the content differs (32 bits; a collision costs one late frame). */
  fingerprint(): number {
    const words = new Int32Array(this.bytes, 0, (this.count * this.stride) >> 2);
    let sum = this.count;
    for (const word of words) sum = (Math.imul(sum, 31) + word) | 0;
    return sum;
  }
}

/** A vertex array with its buffer on the GPU. */
export class VertexArray {
  readonly handle: WebGLVertexArrayObject;
  private readonly gl: WebGL2RenderingContext;
  private readonly buffer: WebGLBuffer;
  private room = 0;

  /** @param instanced one vertex of the buffer for each instance drawn */
  constructor(
    gl: WebGL2RenderingContext,
    stride: number,
    fields: readonly Field[],
    locate: (name: string) => number,
    instanced = false,
  ) {
    this.gl = gl;
    this.handle = gl.createVertexArray();
    this.buffer = gl.createBuffer();
    const types = { float: gl.FLOAT, ubyte: gl.UNSIGNED_BYTE, short: gl.SHORT, ushort: gl.UNSIGNED_SHORT };
    gl.bindVertexArray(this.handle);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.buffer);
    for (const { name, size, type, normalized, at } of fields) {
      const location = locate(name);
      if (location < 0) continue;
      gl.enableVertexAttribArray(location);
      gl.vertexAttribPointer(location, size, types[type], normalized ?? false, stride, at);
      if (instanced) gl.vertexAttribDivisor(location, 1);
    }
    gl.bindVertexArray(null);
  }

  upload(vertices: VertexBytes): void {
    const { gl } = this;
    const used = vertices.used();
    gl.bindBuffer(gl.ARRAY_BUFFER, this.buffer);
    if (used.byteLength > this.room) {
      this.room = vertices.bytes.byteLength;
      gl.bufferData(gl.ARRAY_BUFFER, this.room, gl.DYNAMIC_DRAW);
    }
    gl.bufferSubData(gl.ARRAY_BUFFER, 0, used);
  }

  delete(): void {
    this.gl.deleteVertexArray(this.handle);
    this.gl.deleteBuffer(this.buffer);
  }
}
