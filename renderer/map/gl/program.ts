/** A linked program and its uniforms. Throws when the driver refuses the shader: that is a bug, not an input. */
export class Program {
  readonly handle: WebGLProgram;
  private readonly gl: WebGL2RenderingContext;
  private readonly uniforms = new Map<string, WebGLUniformLocation | null>();

  constructor(gl: WebGL2RenderingContext, vertex: string, fragment: string) {
    this.gl = gl;
    this.handle = gl.createProgram();
    for (const [type, source] of [
      [gl.VERTEX_SHADER, vertex],
      [gl.FRAGMENT_SHADER, fragment],
    ] as const) {
      const shader = gl.createShader(type);
      // A lost context gives no shader; nothing is drawn until it is restored and everything made anew.
      if (shader === null) continue;
      gl.shaderSource(shader, source);
      gl.compileShader(shader);
      gl.attachShader(this.handle, shader);
      gl.deleteShader(shader);
    }
    gl.linkProgram(this.handle);
    if (gl.getProgramParameter(this.handle, gl.LINK_STATUS) !== true && !gl.isContextLost()) {
      throw new Error(`Shader refused: ${gl.getProgramInfoLog(this.handle) ?? ''}`);
    }
  }

  /** Location of a uniform; null when the shader does not use it. */
  uniform(name: string): WebGLUniformLocation | null {
    const known = this.uniforms.get(name);
    if (known !== undefined) return known;
    const location = this.gl.getUniformLocation(this.handle, name);
    this.uniforms.set(name, location);
    return location;
  }

  attribute(name: string): number {
    return this.gl.getAttribLocation(this.handle, name);
  }

  delete(): void {
    this.gl.deleteProgram(this.handle);
  }
}

/** Red, green, blue from 0 to 1 of `#rrggbb`. */
export function rgb(colour: string): [number, number, number] {
  const value = Number.parseInt(colour.slice(1), 16);
  return [((value >> 16) & 255) / 255, ((value >> 8) & 255) / 255, (value & 255) / 255];
}
