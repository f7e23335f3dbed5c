# ui/: the client against a server that misbehaves, the model, the screens.
jiaohao_test(NAME test_http_answer LABEL unit SOURCES unit/test_http_answer.c ROOMS ui_client)
jiaohao_test(NAME test_event_stream LABEL unit SOURCES unit/test_event_stream.c ROOMS ui_client)
jiaohao_test(NAME test_hall_view LABEL unit SOURCES unit/test_hall_view.c
	ROOMS ui_client PkgConfig::jansson)
jiaohao_test(NAME test_client LABEL unit SOURCES unit/test_client.c unit/cranky_server.c
	ROOMS ui_client PkgConfig::libevent PkgConfig::jansson)
jiaohao_test(NAME test_kiosk_screens LABEL unit
	SOURCES unit/test_kiosk_screens.c unit/kiosk_fixture.c
	ROOMS ui_kiosk PkgConfig::jansson PkgConfig::sdl2 PkgConfig::libpng m)
jiaohao_test(NAME test_kiosk_model LABEL unit
	SOURCES unit/test_kiosk_model.c unit/kiosk_fixture.c ROOMS ui_kiosk PkgConfig::jansson)
