#version 330 core
// Three lights on tissue: light that goes in comes out softened and warmer, light that bounces off depends on gloss.
const int LIGHTS = 3;
const float PI = 3.14159265;
const vec3 BLEED = vec3(0.46, 0.20, 0.13);  // How far red, green and blue reach round the terminator in skin.
const float EXPOSURE = 0.62;

uniform vec3 cam_pos;
uniform vec3 light_direction[LIGHTS];
uniform vec3 light_colour[LIGHTS];
uniform vec3 sky, ground;

in vec3 place;
in vec3 upright;
in vec3 base;
in vec2 tissue;
out vec4 pixel;

// Energy-conserving wrapped diffuse light.
vec3 diffuse(float toward, vec3 wrap) {
    return max((vec3(toward) + wrap) / ((1.0 + wrap) * (1.0 + wrap)), 0.0);
}

// Microfacet reflection (GGX, Schlick's Fresnel term).
float mirrored(vec3 n, vec3 l, vec3 v, float rough) {
    vec3 h = normalize(l + v);
    float alpha = rough * rough;
    float nh = max(dot(n, h), 0.0), nl = max(dot(n, l), 0.0), nv = max(dot(n, v), 0.15);
    float spread = nh * nh * (alpha * alpha - 1.0) + 1.0;
    float glint = alpha * alpha / (PI * spread * spread);
    float fresnel = 0.035 + 0.965 * pow(1.0 - max(dot(v, h), 0.0), 5.0);
    return nl * min(glint * fresnel / (4.0 * nv), 4.0);
}

// A filmic curve (K. Narkowicz's fit of the ACES curve): shadows keep contrast, highlights roll off.
vec3 shown(vec3 light) {
    vec3 x = light * EXPOSURE;
    vec3 film = x * (2.51 * x + 0.03) / (x * (2.43 * x + 0.59) + 0.14);
    return pow(clamp(film, 0.0, 1.0), vec3(1.0 / 2.2));
}

void main() {
    vec3 v = normalize(cam_pos - place);
    vec3 n = normalize(upright);
    if (dot(n, v) < -0.3) n = -n;  // The back of a strip that is seen from both sides.
    float gloss = tissue.x;
    vec3 wrap = BLEED * tissue.y;
    float rough = mix(0.75, 0.10, gloss);
    vec3 light = base * mix(ground, sky, n.y * 0.5 + 0.5);
    for (int i = 0; i < LIGHTS; i++) {
        vec3 l = light_direction[i];
        light += light_colour[i] * (base * diffuse(dot(n, l), wrap) + mirrored(n, l, v, rough));
    }
    pixel = vec4(shown(light), 1.0);
}
