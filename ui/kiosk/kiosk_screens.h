/* The screens: model in, widgets out, one file each. What a tap means stands in the widget. */
#ifndef JIAOHAO_KIOSK_SCREENS_H
#define JIAOHAO_KIOSK_SCREENS_H

#include "kiosk_model.h"
#include "scene.h"

/** The screen that the model is on. */
void kiosk_draw(struct scene *scene, const struct kiosk_model *model);
/** What lies under a finger, as an intent. */
struct intent kiosk_touch(const struct widget *widget);

void screen_home_draw(struct scene *scene, const struct kiosk_model *model);
void screen_services_draw(struct scene *scene, const struct kiosk_model *model);
void screen_paperless_draw(struct scene *scene, const struct kiosk_model *model);
void screen_issuing_draw(struct scene *scene, const struct kiosk_model *model);
void screen_number_draw(struct scene *scene, const struct kiosk_model *model);
void screen_refused_draw(struct scene *scene, const struct kiosk_model *model);
void screen_closed_draw(struct scene *scene, const struct kiosk_model *model);
void screen_away_draw(struct scene *scene, const struct kiosk_model *model);

#endif
