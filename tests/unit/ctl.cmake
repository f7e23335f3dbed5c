jiaohao_test(NAME test_wire_tap LABEL unit SOURCES unit/test_wire_tap.c ROOMS hal_port PkgConfig::libevent)
jiaohao_test(NAME test_modbus_frame LABEL unit SOURCES unit/test_modbus_frame.c ROOMS hal_port_codec)
jiaohao_test(NAME test_wire_view LABEL unit SOURCES unit/test_wire_view.c ROOMS drivers_wire_codec)
