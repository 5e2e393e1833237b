import { VertexArray, VertexBytes } from '../gl/buffer.ts';
import { Program, rgb } from '../gl/program.ts';
import { TextAtlas } from './text-atlas.ts';
import type { TextBox } from './text-atlas.ts';

const vertex = `#version 300 es
uniform mat4 u_matrix;
uniform vec2 u_viewport;
in vec2 a_place;
in vec2 a_offset;
in vec2 a_texel;
out vec2 v_texel;
void main() {
  vec4 place = u_matrix * vec4(a_place, 0.0, 1.0);
  // Whole device pixels, or letters blur.
  vec2 pixel = floor((place.xy / place.w * 0.5 + 0.5) * u_viewport + 0.5) + a_offset;
  gl_Position = vec4(pixel / u_viewport * 2.0 - 1.0, 0.0, 1.0);
  v_texel = a_texel / ${TextAtlas.edge}.0;
}`;

const fragment = `#version 300 es
precision mediump float;
uniform sampler2D u_atlas;
uniform vec3 u_text;
uniform vec3 u_halo;
in vec2 v_texel;
out vec4 colour;
void main() {
  vec2 cover = texture(u_atlas, v_texel).rg;
  colour = vec4(mix(u_halo, u_text, cover.r) * cover.g, cover.g);
}`;

const indicesPerQuad = 6;
const mostQuads = 16_000;

/** Texts as quads out of an atlas. */
export class TextPainter {
  private readonly gl: WebGL2RenderingContext;
  private readonly program: Program;
  private readonly vertices: VertexArray;
  private readonly indices: WebGLBuffer;
  private readonly texture: WebGLTexture;
  private quads = 0;

  constructor(gl: WebGL2RenderingContext) {
    this.gl = gl;
    this.program = new Program(gl, vertex, fragment);
    this.vertices = new VertexArray(
      gl,
      TextBytes.stride,
      [
        { name: 'a_place', size: 2, type: 'float', at: 0 },
        { name: 'a_offset', size: 2, type: 'short', at: 8 },
        { name: 'a_texel', size: 2, type: 'ushort', at: 12 },
      ],
      (name) => this.program.attribute(name),
    );
    this.indices = gl.createBuffer();
    const indices = new Uint16Array(mostQuads * indicesPerQuad);
    for (let quad = 0; quad < mostQuads; quad += 1) {
      indices.set(
        [0, 1, 2, 2, 1, 3].map((corner) => quad * 4 + corner),
        quad * indicesPerQuad,
      );
    }
    gl.bindVertexArray(this.vertices.handle);
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, this.indices);
    gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, indices, gl.STATIC_DRAW);
    gl.bindVertexArray(null);
    this.texture = gl.createTexture();
    gl.bindTexture(gl.TEXTURE_2D, this.texture);
    gl.texStorage2D(gl.TEXTURE_2D, 1, gl.RG8, TextAtlas.edge, TextAtlas.edge);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST);
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST);
    gl.bindTexture(gl.TEXTURE_2D, null);
  }

  upload(texts: TextBytes, atlas: TextAtlas): void {
    const { gl } = this;
    const fresh = atlas.takeFresh();
    if (fresh.length > 0) {
      gl.bindTexture(gl.TEXTURE_2D, this.texture);
      gl.pixelStorei(gl.UNPACK_PREMULTIPLY_ALPHA_WEBGL, false);
      gl.pixelStorei(gl.UNPACK_FLIP_Y_WEBGL, false);
      gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
      for (const { box, pixels } of fresh) {
        gl.texSubImage2D(
          gl.TEXTURE_2D,
          0,
          box.x,
          box.y,
          box.width,
          box.height,
          gl.RG,
          gl.UNSIGNED_BYTE,
          pixels,
        );
      }
      gl.pixelStorei(gl.UNPACK_ALIGNMENT, 4);
      gl.bindTexture(gl.TEXTURE_2D, null);
    }
    this.quads = Math.min(mostQuads, texts.count / 4);
    if (this.quads > 0) this.vertices.upload(texts);
  }

  draw(matrix: Float32Array, text: string, halo: string): void {
    if (this.quads === 0) return;
    const { gl, program } = this;
    gl.useProgram(program.handle);
    gl.uniformMatrix4fv(program.uniform('u_matrix'), false, matrix);
    gl.uniform2f(program.uniform('u_viewport'), gl.drawingBufferWidth, gl.drawingBufferHeight);
    gl.uniform3fv(program.uniform('u_text'), rgb(text));
    gl.uniform3fv(program.uniform('u_halo'), rgb(halo));
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D, this.texture);
    gl.uniform1i(program.uniform('u_atlas'), 0);
    gl.bindVertexArray(this.vertices.handle);
    gl.drawElements(gl.TRIANGLES, this.quads * indicesPerQuad, gl.UNSIGNED_SHORT, 0);
    gl.bindVertexArray(null);
    gl.bindTexture(gl.TEXTURE_2D, null);
  }

  delete(): void {
    this.vertices.delete();
    this.program.delete();
    this.gl.deleteBuffer(this.indices);
    this.gl.deleteTexture(this.texture);
  }
}

/** Quads of text on their way to the GPU, four vertices each. */
export class TextBytes extends VertexBytes {
  static readonly stride = 16;

  constructor() {
    super(TextBytes.stride, 1024);
  }

  /** @param left, top device pixels from the place to the corner of the box, y downwards */
  push(x: number, y: number, box: TextBox, left: number, top: number): void {
    for (let corner = 0; corner < 4; corner += 1) {
      const right = corner & 1;
      const bottom = corner >> 1;
      const at = this.add();
      const { float, short } = this;
      float[at >> 2] = x;
      float[(at >> 2) + 1] = y;
      short[(at >> 1) + 4] = Math.round(left) + right * box.width;
      short[(at >> 1) + 5] = -(Math.round(top) + bottom * box.height);
      short[(at >> 1) + 6] = box.x + right * box.width;
      short[(at >> 1) + 7] = box.y + bottom * box.height;
    }
  }
}
