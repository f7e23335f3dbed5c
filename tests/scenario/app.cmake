jiaohao_scenario(NAME clerks TIMEOUT 240)
jiaohao_scenario(NAME kills TIMEOUT 300 ARGUMENTS 1)

add_executable(jiaohaod-cut scenario/cut_at.c)
target_link_libraries(jiaohaod-cut PRIVATE app PkgConfig::libevent)
target_link_options(jiaohaod-cut PRIVATE
	-Wl,--wrap=printing_record,--wrap=printing_finished,--wrap=showing_flush
	-Wl,--wrap=speaking_flush,--wrap=evhttp_send_reply)
jiaohao_scenario(NAME effects TIMEOUT 240)
jiaohao_scenario(NAME keys TIMEOUT 180)
jiaohao_scenario(NAME visit TIMEOUT 120)
jiaohao_scenario(NAME faults TIMEOUT 400)
jiaohao_scenario(NAME daemon TIMEOUT 180)
