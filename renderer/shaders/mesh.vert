#version 330 core
// Places a vertex and hands on what its light depends on.
layout(location = 0) in vec3 position;
layout(location = NORMAL_LOC) in vec3 normal;
layout(location = TEXCOORD_0_LOC) in vec2 gloss_and_scatter;
layout(location = COLOR_0_LOC) in vec4 colour;

uniform mat4 V, P;

out vec3 upright;
out vec3 base;
out vec2 tissue;

void main() {
    upright = normal;
    base = colour.rgb;
    tissue = gloss_and_scatter;
    gl_Position = P * (V * vec4(position, 1.0));
}
