import * as z from 'zod';

const number = (minimum: number, maximum: number) => z.number().min(minimum).max(maximum);
const color = z.string().regex(/^#(([0-9a-fA-F]{3}){1,2}|([0-9a-fA-F]{4}){1,2})$/);
/** Auth0's own pattern says of an https URL in two thousand characters what may be in it. */
const urlOrEmpty = z.string().regex(/^$|^https:\/\/[^\s/]\S*$/);
const cornerStyle = z.enum(['pill', 'rounded', 'sharp']);
const side = z.enum(['center', 'left', 'right']);
const font = (minimumSize = 0) => z.strictObject({ bold: z.boolean(), size: number(minimumSize, 150) });

const borders = z.strictObject({
  button_border_radius: number(1, 10),
  button_border_weight: number(0, 10),
  buttons_style: cornerStyle,
  input_border_radius: number(0, 10),
  input_border_weight: number(0, 3),
  inputs_style: cornerStyle,
  show_widget_shadow: z.boolean(),
  widget_border_weight: number(0, 10),
  widget_corner_radius: number(0, 50),
});

const colors = z.strictObject({
  base_focus_color: color.exactOptional(),
  base_hover_color: color.exactOptional(),
  body_text: color,
  captcha_widget_theme: z.enum(['auto', 'dark', 'light']).exactOptional(),
  error: color,
  header: color,
  icons: color,
  input_background: color,
  input_border: color,
  input_filled_text: color,
  input_labels_placeholders: color,
  links_focused_components: color,
  primary_button: color,
  primary_button_label: color,
  read_only_background: color.exactOptional(),
  secondary_button_border: color,
  secondary_button_label: color,
  success: color,
  widget_background: color,
  widget_border: color,
});

const fonts = z.strictObject({
  body_text: font(),
  buttons_text: font(),
  font_url: urlOrEmpty,
  input_labels: font(),
  links: font(),
  links_style: z.enum(['normal', 'underlined']),
  reference_text_size: number(12, 24),
  subtitle: font(),
  title: font(75),
});

const identifiers = z.strictObject({
  login_display: z.enum(['separate', 'unified']),
  otp_autocomplete: z.boolean(),
  phone_display: z.strictObject({
    formatting: z.enum(['international', 'regional']),
    masking: z.enum(['hide_country_code', 'mask_digits', 'show_all']),
  }),
});

/** Where a theme says nothing of them. Source: recording of go-auth0, `TestBrandingThemeManager_Update_Identifiers`. */
export const defaultIdentifiers = {
  login_display: 'unified',
  otp_autocomplete: true,
  phone_display: { masking: 'mask_digits', formatting: 'international' },
};

/** Source: Management API v2, `CreateBrandingThemeRequestContent`, and of `identifiers` its SDK for Node 7.1. */
export const themeBody = z.strictObject({
  borders,
  colors,
  displayName: z
    .string()
    .max(2048)
    .regex(/^[^<>]*$/)
    .exactOptional(),
  fonts,
  identifiers: identifiers.exactOptional(),
  page_background: z.strictObject({
    background_color: color,
    background_image_url: urlOrEmpty,
    page_layout: side,
  }),
  widget: z.strictObject({
    header_text_alignment: side,
    logo_height: number(1, 100),
    logo_position: z.enum(['center', 'left', 'none', 'right']),
    logo_url: urlOrEmpty,
    social_buttons_layout: z.enum(['bottom', 'top']),
  }),
});
