import { VertexArray, VertexBytes } from '../gl/buffer.ts';
import { Program, rgb } from '../gl/program.ts';
import { wrapX } from '../geometry.ts';
import type { Tails } from './tails.ts';
import type { ViewWindow } from './view-window.ts';

const vertex = `#version 300 es
uniform mat4 u_matrix;
uniform vec2 u_viewport;
uniform float u_width;
in vec2 a_place;
in vec2 a_along;
in vec2 a_side; // side of the line, opacity
out float v_opacity;
void main() {
  vec4 place = u_matrix * vec4(a_place, 0.0, 1.0);
  vec4 ahead = u_matrix * vec4(a_along, 0.0, 0.0);
  vec2 along = ahead.xy * u_viewport;
  float far = length(along);
  vec2 across = far > 0.0 ? vec2(-along.y, along.x) / far : vec2(0.0);
  gl_Position = vec4(place.xy / place.w + across * a_side.x * u_width / u_viewport, 0.0, 1.0);
  v_opacity = a_side.y;
}`;

const fragment = `#version 300 es
precision mediump float;
uniform vec3 u_colour;
in float v_opacity;
out vec4 colour;
void main() {
  colour = vec4(u_colour * v_opacity, v_opacity);
}`;

const stride = 24;
const width = 2.5;

/** Tails as ribbons that fade towards the past. */
export class TailPainter {
  private readonly gl: WebGL2RenderingContext;
  private readonly program: Program;
  private readonly vertices: VertexArray;
  private readonly bytes = new VertexBytes(stride);
  private drawnVersion = -1;
  private drawnOrigin = NaN;

  constructor(gl: WebGL2RenderingContext) {
    this.gl = gl;
    this.program = new Program(gl, vertex, fragment);
    this.vertices = new VertexArray(
      gl,
      stride,
      [
        { name: 'a_place', size: 2, type: 'float', at: 0 },
        { name: 'a_along', size: 2, type: 'float', at: 8 },
        { name: 'a_side', size: 2, type: 'float', at: 16 },
      ],
      (name) => this.program.attribute(name),
    );
  }

  draw(matrix: Float32Array, tails: Tails, window: ViewWindow, ratio: number, colour: string): void {
    const origin = window.originX + window.originY * 7;
    if (tails.version !== this.drawnVersion || origin !== this.drawnOrigin) {
      this.fill(tails, window);
      this.drawnVersion = tails.version;
      this.drawnOrigin = origin;
      if (this.bytes.count > 0) this.vertices.upload(this.bytes);
    }
    if (this.bytes.count === 0) return;
    const { gl, program } = this;
    gl.useProgram(program.handle);
    gl.uniformMatrix4fv(program.uniform('u_matrix'), false, matrix);
    gl.uniform2f(program.uniform('u_viewport'), gl.drawingBufferWidth, gl.drawingBufferHeight);
    gl.uniform1f(program.uniform('u_width'), width * ratio);
    gl.uniform3fv(program.uniform('u_colour'), rgb(colour));
    gl.bindVertexArray(this.vertices.handle);
    gl.drawArrays(gl.TRIANGLES, 0, this.bytes.count);
    gl.bindVertexArray(null);
  }

  delete(): void {
    this.vertices.delete();
    this.program.delete();
  }

  private fill(tails: Tails, window: ViewWindow): void {
    this.bytes.clear();
    for (const line of tails.lines()) {
      const newest = line[line.length - 1]?.time ?? 0;
      const fade = (time: number): number =>
        0.9 - 0.75 * Math.min(1, (newest - time) / Math.max(1, tails.seconds));
      for (let at = 1; at < line.length; at += 1) {
        const [from, to] = [line[at - 1], line[at]];
        if (from === undefined || to === undefined) continue;
        const [ax, ay] = [wrapX(from.x - window.originX), from.y - window.originY];
        const [dx, dy] = [wrapX(to.x - from.x), to.y - from.y];
        const corners = [
          [ax, ay, -1, fade(from.time)],
          [ax, ay, 1, fade(from.time)],
          [ax + dx, ay + dy, -1, fade(to.time)],
          [ax + dx, ay + dy, -1, fade(to.time)],
          [ax, ay, 1, fade(from.time)],
          [ax + dx, ay + dy, 1, fade(to.time)],
        ] as const;
        for (const [x, y, side, opacity] of corners) this.push(x, y, dx, dy, side, opacity);
      }
    }
  }

  private push(x: number, y: number, dx: number, dy: number, side: number, opacity: number): void {
    const word = this.bytes.add() >> 2;
    this.bytes.float.set([x, y, dx, dy, side, opacity], word);
  }
}
