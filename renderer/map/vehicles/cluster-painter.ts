import { VertexArray, VertexBytes } from '../gl/buffer.ts';
import { Program, rgb } from '../gl/program.ts';
import type { VehicleColours } from '../theme.ts';

const vertex = `#version 300 es
uniform mat4 u_matrix;
uniform float u_ratio;
uniform vec2 u_viewport;
in vec2 a_place;
in vec4 a_share; // moving, idle, parked as parts of all; 1 when a member raises an alarm
in float a_size;
flat out vec3 v_until;
flat out float v_alarm;
flat out float v_size;
out vec2 v_at;
void main() {
  v_size = a_size * u_ratio;
  vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1) - 0.5;
  v_at = corner * v_size;
  gl_Position = u_matrix * vec4(a_place, 0.0, 1.0);
  gl_Position.xy += v_at * vec2(2.0, -2.0) / u_viewport * gl_Position.w;
  v_until = vec3(a_share.x, a_share.x + a_share.y, a_share.x + a_share.y + a_share.z);
  v_alarm = a_share.w;
}`;

// A disc with the count, within a ring that shows how many move, idle, park, or none of these.
const fragment = `#version 300 es
precision mediump float;
uniform vec3 u_disc;
uniform vec3 u_moving;
uniform vec3 u_idle;
uniform vec3 u_parked;
uniform vec3 u_other;
uniform vec3 u_alarm;
flat in vec3 v_until;
flat in float v_alarm;
flat in float v_size;
in vec2 v_at;
out vec4 colour;
void main() {
  float edge = v_size * 0.5 - 0.75;
  float width = max(2.5, v_size * 0.085);
  float square = dot(v_at, v_at);
  float inside = edge - width - 0.75;
  // Most of a disc needs none of what follows, which is what its pixels cost where the GPU is software.
  if (square < inside * inside) {
    colour = vec4(u_disc * 0.88, 0.88);
    return;
  }
  float far = sqrt(square);
  if (far > edge + 0.75) discard;
  float turn = fract(atan(v_at.x, -v_at.y) * 0.15915494 + 1.0);
  vec3 ring = turn < v_until.x ? u_moving : turn < v_until.y ? u_idle : turn < v_until.z ? u_parked : u_other;
  if (v_alarm > 0.5) ring = u_alarm;
  float onRing = smoothstep(edge - width - 0.75, edge - width + 0.75, far);
  float cover = 1.0 - smoothstep(edge - 0.75, edge + 0.75, far);
  float opacity = mix(0.88, 1.0, onRing) * cover;
  colour = vec4(mix(u_disc, ring, onRing) * opacity, opacity);
}`;

/** Clusters as quads: a point would vanish with its middle at the edge of the pane. */
export class ClusterPainter {
  private readonly gl: WebGL2RenderingContext;
  private readonly program: Program;
  private readonly vertices: VertexArray;
  private count = 0;

  constructor(gl: WebGL2RenderingContext) {
    this.gl = gl;
    this.program = new Program(gl, vertex, fragment);
    this.vertices = new VertexArray(
      gl,
      ClusterBytes.stride,
      [
        { name: 'a_place', size: 2, type: 'float', at: 0 },
        { name: 'a_share', size: 4, type: 'ubyte', normalized: true, at: 8 },
        { name: 'a_size', size: 1, type: 'float', at: 12 },
      ],
      (name) => this.program.attribute(name),
      true,
    );
  }

  upload(clusters: ClusterBytes): void {
    this.count = clusters.count;
    if (this.count > 0) this.vertices.upload(clusters);
  }

  draw(matrix: Float32Array, ratio: number, colours: VehicleColours): void {
    if (this.count === 0) return;
    const { gl, program } = this;
    gl.useProgram(program.handle);
    gl.uniformMatrix4fv(program.uniform('u_matrix'), false, matrix);
    gl.uniform1f(program.uniform('u_ratio'), ratio);
    gl.uniform2f(program.uniform('u_viewport'), gl.drawingBufferWidth, gl.drawingBufferHeight);
    const uniforms = [
      ['u_disc', colours.cluster],
      ['u_moving', colours.states.moving],
      ['u_idle', colours.states.idle],
      ['u_parked', colours.states.parked],
      ['u_other', colours.states.unknown],
      ['u_alarm', colours.alarm],
    ] as const;
    for (const [name, colour] of uniforms) gl.uniform3fv(program.uniform(name), rgb(colour));
    gl.bindVertexArray(this.vertices.handle);
    gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 4, this.count);
    gl.bindVertexArray(null);
  }

  delete(): void {
    this.vertices.delete();
    this.program.delete();
  }
}

/** Clusters on their way to the GPU. */
export class ClusterBytes extends VertexBytes {
  static readonly stride = 16;

  constructor() {
    super(ClusterBytes.stride, 512);
  }

  /** @param shares of moving, idle and parked members, 0 to 1 @param size CSS pixels */
  push(x: number, y: number, shares: readonly [number, number, number], alarm: boolean, size: number): void {
    const at = this.add();
    const { float, byte } = this;
    float[at >> 2] = x;
    float[(at >> 2) + 1] = y;
    byte[at + 8] = shares[0] * 255;
    byte[at + 9] = shares[1] * 255;
    byte[at + 10] = shares[2] * 255;
    byte[at + 11] = alarm ? 255 : 0;
    float[(at >> 2) + 3] = size;
  }
}
