jiaohao_scenario(NAME clerks TIMEOUT 240)
jiaohao_scenario(NAME kills TIMEOUT 300 ARGUMENTS 1)

add_executable(jiaohaod-cut scenario/cut_at.c)
target_link_libraries(jiaohaod-cut PRIVATE app PkgConfig::libevent)
target_link_options(jiaohaod-cut PRIVATE
	-Wl,--wrap=printing_record,--wrap=printing_finished,--wrap=showing_flush
	-Wl,--wrap=speaking_flush,--wrap=evhttp_send_reply)
jiaohao_scenario(NAME effects TIMEOUT 240)
jiaohao_scenario(NAME keys TIMEOUT 180)
jiaohao_scenario(NAME callers TIMEOUT 180)
jiaohao_scenario(NAME visit TIMEOUT 120)
jiaohao_scenario(NAME voices TIMEOUT 150)
jiaohao_scenario(NAME faults TIMEOUT 400)
jiaohao_scenario(NAME daemon TIMEOUT 180)
jiaohao_scenario(NAME inputs TIMEOUT 180)
# Every driver × every fault: a few rounds with each run of the tests, all by the target "fault-matrix".
jiaohao_scenario(NAME matrix TIMEOUT 400 ARGUMENTS silence noise "stuck key" unplugged)
add_custom_target(fault-matrix USES_TERMINAL
	COMMAND ${CMAKE_COMMAND} -E env JIAOHAO_BUILD=${CMAKE_BINARY_DIR} PYTHONDONTWRITEBYTECODE=1
		python3 ${CMAKE_CURRENT_SOURCE_DIR}/scenario/matrix.py --table)
# A day and a night with random faults: half an hour of it with each run of the tests.
jiaohao_scenario(NAME soak TIMEOUT 240 ARGUMENTS 0.5 60)
add_custom_target(soak USES_TERMINAL
	COMMAND ${CMAKE_COMMAND} -E env JIAOHAO_BUILD=${CMAKE_BINARY_DIR} PYTHONDONTWRITEBYTECODE=1
		python3 ${CMAKE_CURRENT_SOURCE_DIR}/scenario/soak.py 24 60)
