import { VertexArray, VertexBytes } from '../gl/buffer.ts';
import { Program } from '../gl/program.ts';
import { artSize, drawSprites, spriteCount } from './sprite-art.ts';
import type { VehicleColours } from '../theme.ts';

const vertex = `#version 300 es
uniform mat4 u_matrix;
uniform float u_ratio;
uniform float u_turn;
in vec2 a_place;
in vec4 a_look; // sprite, opacity, size in quarters of a pixel, course in 256ths of a turn
flat out vec2 v_turn;
flat out float v_sprite;
flat out float v_opacity;
void main() {
  gl_Position = u_matrix * vec4(a_place, 0.0, 1.0);
  gl_PointSize = a_look.z * 0.25 * u_ratio;
  float turn = a_look.w * 0.024543692606 - u_turn;
  v_turn = a_look.x == 1.0 ? vec2(cos(turn), sin(turn)) : vec2(1.0, 0.0);
  v_sprite = a_look.x;
  v_opacity = a_look.y / 255.0;
}`;

const fragment = `#version 300 es
precision mediump float;
uniform mediump sampler2DArray u_art;
flat in vec2 v_turn;
flat in float v_sprite;
flat in float v_opacity;
out vec4 colour;
void main() {
  vec2 at = gl_PointCoord - 0.5;
  at = vec2(at.x * v_turn.x + at.y * v_turn.y, at.y * v_turn.x - at.x * v_turn.y) + 0.5;
  colour = texture(u_art, vec3(at, v_sprite)) * v_opacity;
}`;

/** Point sprites in one draw call: what measured best where the GPU is software. */
export class SpritePainter {
  private readonly gl: WebGL2RenderingContext;
  private readonly program: Program;
  private readonly vertices: VertexArray;
  private readonly art: WebGLTexture;
  private count = 0;

  constructor(gl: WebGL2RenderingContext, colours: VehicleColours) {
    this.gl = gl;
    this.program = new Program(gl, vertex, fragment);
    this.vertices = new VertexArray(
      gl,
      SpriteBytes.stride,
      [
        { name: 'a_place', size: 2, type: 'float', at: 0 },
        { name: 'a_look', size: 4, type: 'ubyte', at: 8 },
      ],
      (name) => this.program.attribute(name),
    );
    this.art = gl.createTexture();
    this.setColours(colours);
  }

  setColours(colours: VehicleColours): void {
    const { gl } = this;
    gl.bindTexture(gl.TEXTURE_2D_ARRAY, this.art);
    gl.pixelStorei(gl.UNPACK_PREMULTIPLY_ALPHA_WEBGL, false);
    gl.pixelStorei(gl.UNPACK_FLIP_Y_WEBGL, false);
    gl.pixelStorei(gl.UNPACK_ALIGNMENT, 4);
    gl.texImage3D(
      gl.TEXTURE_2D_ARRAY,
      0,
      gl.RGBA8,
      artSize,
      artSize,
      spriteCount,
      0,
      gl.RGBA,
      gl.UNSIGNED_BYTE,
      drawSprites(colours),
    );
    gl.generateMipmap(gl.TEXTURE_2D_ARRAY);
    gl.texParameteri(gl.TEXTURE_2D_ARRAY, gl.TEXTURE_MIN_FILTER, gl.LINEAR_MIPMAP_NEAREST);
    gl.texParameteri(gl.TEXTURE_2D_ARRAY, gl.TEXTURE_MAG_FILTER, gl.LINEAR);
    gl.texParameteri(gl.TEXTURE_2D_ARRAY, gl.TEXTURE_WRAP_S, gl.CLAMP_TO_EDGE);
    gl.texParameteri(gl.TEXTURE_2D_ARRAY, gl.TEXTURE_WRAP_T, gl.CLAMP_TO_EDGE);
    gl.bindTexture(gl.TEXTURE_2D_ARRAY, null);
  }

  upload(sprites: VertexBytes): void {
    this.count = sprites.count;
    if (this.count > 0) this.vertices.upload(sprites);
  }

  /** @param ratio device pixels of a CSS pixel @param bearing degrees the map is turned */
  draw(matrix: Float32Array, ratio: number, bearing: number): void {
    if (this.count === 0) return;
    const { gl, program } = this;
    gl.useProgram(program.handle);
    gl.uniformMatrix4fv(program.uniform('u_matrix'), false, matrix);
    gl.uniform1f(program.uniform('u_ratio'), ratio);
    gl.uniform1f(program.uniform('u_turn'), (bearing * Math.PI) / 180);
    gl.activeTexture(gl.TEXTURE0);
    gl.bindTexture(gl.TEXTURE_2D_ARRAY, this.art);
    gl.uniform1i(program.uniform('u_art'), 0);
    gl.bindVertexArray(this.vertices.handle);
    gl.drawArrays(gl.POINTS, 0, this.count);
    gl.bindVertexArray(null);
    gl.bindTexture(gl.TEXTURE_2D_ARRAY, null);
  }

  delete(): void {
    this.vertices.delete();
    this.program.delete();
    this.gl.deleteTexture(this.art);
  }
}

/** Sprites on their way to the GPU. */
export class SpriteBytes extends VertexBytes {
  static readonly stride = 12;

  constructor() {
    super(SpriteBytes.stride, 1024);
  }

  /**
   * @param x Mercator relative to the window's origin
   * @param opacity 0 to 1
   * @param size CSS pixels, at most 63
   * @param course degrees clockwise from north
   */
  push(x: number, y: number, sprite: number, opacity: number, size: number, course: number): void {
    const at = this.add();
    const { float, byte } = this;
    float[at >> 2] = x;
    float[(at >> 2) + 1] = y;
    byte[at + 8] = sprite;
    byte[at + 9] = opacity * 255;
    byte[at + 10] = Math.min(255, size * 4);
    byte[at + 11] = Math.round((course * 256) / 360) & 255;
  }
}
