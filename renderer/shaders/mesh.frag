#version 330 core
// Three lights on tissue: light that goes in comes out softened and warmer, light that bounces off depends on gloss.
// The camera is far and the face small, so every pixel is seen from the front: what depends only on light and view
// (the half-way vector, Fresnel's term) comes in once for each light.
const int LIGHTS = 3;
const vec3 BLEED = vec3(0.34, 0.17, 0.12);  // How far red, green and blue reach round the terminator in skin.
const float CORNEA = 2.2;                   // How much more an eye's front is curved than the eyeball it is drawn on.
const vec2 WINDOW = vec2(0.968, 0.986);     // The edge of the key light as an eye mirrors it, as cosines.

uniform vec3 light_direction[LIGHTS];
uniform vec3 light_colour[LIGHTS];
uniform vec3 light_half_vector[LIGHTS];
uniform float light_specular[LIGHTS];
uniform vec3 sky, ground;

in vec3 upright;
in vec3 base;
in vec2 tissue;
out vec4 pixel;

// A filmic curve (K. Narkowicz's fit of the ACES curve): shadows keep contrast, highlights roll off.
vec3 film(vec3 x) {
    return clamp(x * (2.51 * x + 0.03) / (x * (2.43 * x + 0.59) + 0.14), 0.0, 1.0);
}

void main() {
    vec3 n = normalize(upright);
    if (n.z < -0.3) n = -n;                     // The back of a strip that is seen from both sides.
    vec3 wrap = BLEED * tissue.y;
    vec3 share = 1.0 / ((1.0 + wrap) * (1.0 + wrap));
    float rough = mix(0.75, 0.13, tissue.x);
    float width = rough * rough * rough * rough;
    vec3 light = base * mix(ground, sky, n.y * 0.5 + 0.5);
    for (int i = 0; i < LIGHTS; i++) {
        float toward = dot(n, light_direction[i]);
        float peak = max(dot(n, light_half_vector[i]), 0.0);
        float spread = peak * peak * (width - 1.0) + 1.0;
        float glint = min(light_specular[i] * width / (spread * spread), 4.0) * max(toward, 0.0);  // GGX
        light += light_colour[i] * (base * max((toward + wrap) * share, 0.0) + glint);
    }
    float wet = clamp(10.0 * tissue.x - 9.0, 0.0, 1.0);
    vec3 cornea = normalize(vec3(n.xy * CORNEA, n.z));
    light += wet * light_colour[0] * smoothstep(WINDOW.x, WINDOW.y, dot(cornea, light_half_vector[0]));
    pixel = vec4(sqrt(film(light)), 1.0);
}
