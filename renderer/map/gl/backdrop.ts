import { Program } from './program.ts';

const vertex = `#version 300 es
void main() {
  gl_Position = vec4(gl_VertexID == 1 ? 3.0 : -1.0, gl_VertexID == 2 ? 3.0 : -1.0, 0.0, 1.0);
}`;

const fragment = `#version 300 es
precision mediump float;
uniform sampler2D u_picture;
out vec4 colour;
void main() {
  colour = texelFetch(u_picture, ivec2(gl_FragCoord.xy), 0);
}`;

/**
 * A copy of what lies under the vehicles, taken while the map rests. With it new positions are drawn without drawing
 * the whole map again, which is four fifths of the cost of an update, and nearly all of it where the GPU is software.
 */
export class Backdrop {
  private readonly gl: WebGL2RenderingContext;
  private readonly program: Program;
  private readonly picture: WebGLTexture;
  private readonly nothing: WebGLVertexArrayObject;
  private width = 0;
  private height = 0;

  constructor(gl: WebGL2RenderingContext) {
    this.gl = gl;
    this.program = new Program(gl, vertex, fragment);
    this.picture = gl.createTexture();
    this.nothing = gl.createVertexArray();
  }

  /** Copies the default framebuffer as it is. */
  capture(): void {
    const { gl } = this;
    const { drawingBufferWidth, drawingBufferHeight } = gl;
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D, this.picture);
    if (this.width === drawingBufferWidth && this.height === drawingBufferHeight) {
      gl.copyTexSubImage2D(gl.TEXTURE_2D, 0, 0, 0, 0, 0, this.width, this.height);
    } else {
      this.width = drawingBufferWidth;
      this.height = drawingBufferHeight;
      gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
      gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
      gl.copyTexImage2D(gl.TEXTURE_2D, 0, gl.RGBA, 0, 0, this.width, this.height, 0);
    }
    gl.bindTexture(gl.TEXTURE_2D, null);
  }

  /** Fills the default framebuffer with the copy, and leaves blending as a custom layer finds it. */
  draw(): boolean {
    const { gl, program } = this;
    if (this.width !== gl.drawingBufferWidth || this.height !== gl.drawingBufferHeight) return false;
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
    gl.viewport(0, 0, this.width, this.height);
    gl.disable(gl.DEPTH_TEST);
    gl.disable(gl.STENCIL_TEST);
    gl.disable(gl.SCISSOR_TEST);
    gl.disable(gl.CULL_FACE);
    gl.disable(gl.BLEND);
    gl.colorMask(true, true, true, true);
    gl.useProgram(program.handle);
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D, this.picture);
    gl.uniform1i(program.uniform('u_picture'), 0);
    gl.bindVertexArray(this.nothing);
    gl.drawArrays(gl.TRIANGLES, 0, 3);
    gl.bindVertexArray(null);
    gl.bindTexture(gl.TEXTURE_2D, null);
    gl.enable(gl.BLEND);
    gl.blendEquation(gl.FUNC_ADD);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    return true;
  }

  delete(): void {
    this.program.delete();
    this.gl.deleteTexture(this.picture);
    this.gl.deleteVertexArray(this.nothing);
  }
}
