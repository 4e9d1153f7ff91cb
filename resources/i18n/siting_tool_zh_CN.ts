<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1">
<context>
    <name>Actions</name>
    <message>
        <location filename="../../siting_tool/commands/compare_commands.py" line="32" />
        <source>Compare scenarios on the map…</source>
        <translation>在地图上对比方案…</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/compare_commands.py" line="33" />
        <source>Shows another scenario at the right of a line that you can drag</source>
        <translation>在可拖动的分界线右侧显示另一方案</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/source_commands.py" line="50" />
        <source>Join a ledger to a layer…</source>
        <translation>连接台账到图层…</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/source_commands.py" line="51" />
        <source>Brings rows of a table to the houses they belong to</source>
        <translation>把表格各行连接到对应的农户等要素</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/source_commands.py" line="60" />
        <source>Take an edited ledger back…</source>
        <translation>读回修改过的台账…</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/source_commands.py" line="61" />
        <source>Reads what was changed in an exported household ledger</source>
        <translation>读入在导出的一户一档台账中所作的修改</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/source_commands.py" line="69" />
        <source>Refresh changed sources…</source>
        <translation>更新有改动的来源…</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/source_commands.py" line="70" />
        <source>Reads files again that changed; your edits stay</source>
        <translation>重新读取有改动的文件，您的编辑会保留</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/source_commands.py" line="76" />
        <source>Export the data report…</source>
        <translation>导出数据报告…</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/source_commands.py" line="77" />
        <source>Writes every finding with its ids as a table</source>
        <translation>将每条发现及其编号写成表格</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/data_commands.py" line="48" />
        <source>New project…</source>
        <translation>新建项目…</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/data_commands.py" line="49" />
        <source>Makes a project from your files</source>
        <translation>用您的文件建立项目</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/data_commands.py" line="57" />
        <source>Open the sample township</source>
        <translation>打开示例乡镇</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/data_commands.py" line="58" />
        <source>A made-up township to try everything on</source>
        <translation>虚构的乡镇，供试用全部功能</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/data_commands.py" line="65" />
        <source>Import data…</source>
        <translation>导入数据…</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/data_commands.py" line="66" />
        <source>Reads more files into the project</source>
        <translation>把更多文件读入项目</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/data_commands.py" line="75" />
        <source>Export sheets and tables…</source>
        <translation>输出图纸与台账…</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/data_commands.py" line="76" />
        <source>Writes everything that must be handed in</source>
        <translation>输出全部上报成果</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/look_commands.py" line="31" />
        <source>中文</source>
        <translation>中文</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/look_commands.py" line="32" />
        <source>English</source>
        <translation>English</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/look_commands.py" line="33" />
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/look_commands.py" line="34" />
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/look_commands.py" line="41" />
        <source>Switches the language of the window</source>
        <translation>切换界面语言</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/look_commands.py" line="51" />
        <source>Switches the colours of the window</source>
        <translation>切换界面配色</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/query_commands.py" line="20" />
        <source>Select by query…</source>
        <translation>按条件选择…</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/query_commands.py" line="21" />
        <source>Selects the features whose columns meet conditions</source>
        <translation>选中属性符合条件的要素</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/map_commands.py" line="29" />
        <source>Select</source>
        <translation>选择</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/map_commands.py" line="30" />
        <source>Click or drag a rectangle; Ctrl adds or takes away</source>
        <translation>点选或拉框选择；按住 Ctrl 增减</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/map_commands.py" line="36" />
        <source>Select by lasso</source>
        <translation>套索选择</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/map_commands.py" line="37" />
        <source>Draw a free line around the features</source>
        <translation>围绕要素画一条自由线</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/map_commands.py" line="43" />
        <source>Pan</source>
        <translation>平移</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/map_commands.py" line="44" />
        <source>Drag the map; the middle button always does so</source>
        <translation>拖动地图；任何工具下都可用鼠标中键拖动</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/map_commands.py" line="50" />
        <source>Zoom to a rectangle</source>
        <translation>拉框放大</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/map_commands.py" line="51" />
        <source>Drag a rectangle to see it enlarged</source>
        <translation>拉一个矩形，放大显示</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/map_commands.py" line="57" />
        <source>Measure a distance</source>
        <translation>量距离</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/map_commands.py" line="58" />
        <source>Click along the way; right click ends</source>
        <translation>沿路线单击，右键结束</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/map_commands.py" line="64" />
        <source>Measure an area</source>
        <translation>量面积</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/map_commands.py" line="65" />
        <source>Click around the area; right click ends</source>
        <translation>沿范围单击，右键结束</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/map_commands.py" line="71" />
        <source>Measure a slope</source>
        <translation>量坡度</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/map_commands.py" line="72" />
        <source>Click along the way; heights are those of the terrain; right click ends</source>
        <translation>沿线逐点单击；高程取自地形；右键结束</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/map_commands.py" line="170" />
        <source>Show everything</source>
        <translation>全图</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/map_commands.py" line="171" />
        <source>Zooms to the whole township</source>
        <translation>缩放到整个乡镇</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/map_commands.py" line="180" />
        <source>Zoom in</source>
        <translation>放大</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/map_commands.py" line="188" />
        <source>Zoom out</source>
        <translation>缩小</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/map_commands.py" line="196" />
        <source>Zoom to the selection</source>
        <translation>缩放到所选</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/map_commands.py" line="203" />
        <source>Clear the selection</source>
        <translation>清除选择</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/map_commands.py" line="210" />
        <source>Legend on the map</source>
        <translation>在地图上显示图例</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/map_commands.py" line="216" />
        <source>Snap to vertices</source>
        <translation>捕捉到节点</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/map_commands.py" line="222" />
        <source>Copy the map as a picture</source>
        <translation>复制地图为图片</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/map_commands.py" line="223" />
        <source>Puts the map with its legend on the clipboard</source>
        <translation>把地图连同图例放入剪贴板</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/file_commands.py" line="47" />
        <source>Open project…</source>
        <translation>打开项目…</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/file_commands.py" line="48" />
        <source>Opens a project file (.gpkg)</source>
        <translation>打开项目文件（.gpkg）</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/file_commands.py" line="56" />
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/file_commands.py" line="57" />
        <source>Saves the project with all edits and plans</source>
        <translation>保存项目，连同全部编辑和方案</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/file_commands.py" line="65" />
        <source>Save as…</source>
        <translation>另存为…</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/file_commands.py" line="66" />
        <source>Saves the project in another file</source>
        <translation>把项目保存到另一个文件</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/file_commands.py" line="73" />
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/plan_commands.py" line="94" />
        <source>Choose public toilet sites</source>
        <translation>公厕选址</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/plan_commands.py" line="95" />
        <source>Works out where public toilets should stand</source>
        <translation>计算公厕应建在哪里</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/plan_commands.py" line="103" />
        <source>Choose household toilets</source>
        <translation>户厕改造选型</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/plan_commands.py" line="104" />
        <source>Works out sewer, septic tank or dry toilet for every household</source>
        <translation>为每户确定纳管、化粪池或旱厕</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/plan_commands.py" line="114" />
        <source>Keep the best so far</source>
        <translation>保留当前最优方案</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/plan_commands.py" line="115" />
        <source>Ends the search and takes the best plan found until now</source>
        <translation>结束计算，采用目前找到的最优方案</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/plan_commands.py" line="124" />
        <source>Cancel the run</source>
        <translation>取消运行</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/plan_commands.py" line="125" />
        <source>Stops what is running; nothing is changed</source>
        <translation>停止正在进行的运行，不作任何改动</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/base_map_commands.py" line="23" />
        <source>Base map: as its file says</source>
        <translation>底图：按文件坐标</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/base_map_commands.py" line="25" />
        <source>Base map: from Gaode or Tencent (GCJ-02)</source>
        <translation>底图：来自高德或腾讯（GCJ-02）</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/base_map_commands.py" line="26" />
        <source>Base map: from Baidu (BD-09)</source>
        <translation>底图：来自百度（BD-09）</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/base_map_commands.py" line="50" />
        <source>Add a base map…</source>
        <translation>添加底图…</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/base_map_commands.py" line="51" />
        <source>Lays a GeoTIFF or MBTiles file below the plan; nothing is fetched</source>
        <translation>将 GeoTIFF 或 MBTiles 文件铺在规划图下方；不联网</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/base_map_commands.py" line="61" />
        <source>Remove the base map</source>
        <translation>移除底图</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/base_map_commands.py" line="62" />
        <source>Takes the current base map off the map; its file stays</source>
        <translation>将当前底图从地图上移除；文件保留</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/base_map_commands.py" line="74" />
        <source>Where the current base map comes from; Chinese web maps are shifted</source>
        <translation>当前底图的来源；国内网络地图坐标有偏移</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/feature_commands.py" line="40" />
        <source>Add a household</source>
        <translation>添加农户</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/feature_commands.py" line="41" />
        <source>Add a place</source>
        <translation>添加公共场所</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/feature_commands.py" line="42" />
        <source>Add a public toilet</source>
        <translation>添加既有公厕</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/feature_commands.py" line="44" />
        <source>Draw a candidate plot</source>
        <translation>绘制公厕备选地块</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/feature_commands.py" line="46" />
        <source>Draw a restricted area</source>
        <translation>绘制限制区</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/feature_commands.py" line="47" />
        <source>Draw a road</source>
        <translation>绘制道路</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/feature_commands.py" line="49" />
        <source>Draw a village boundary</source>
        <translation>绘制村界</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/feature_commands.py" line="50" />
        <source>Draw an existing sewer</source>
        <translation>绘制既有污水管</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/feature_commands.py" line="52" />
        <source>Add a treatment site</source>
        <translation>添加污水处理点</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/feature_commands.py" line="53" />
        <source>Add a well or spring</source>
        <translation>添加水井或泉</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/feature_commands.py" line="54" />
        <source>Draw a stream</source>
        <translation>绘制河沟</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/feature_commands.py" line="55" />
        <source>Draw a pond or lake</source>
        <translation>绘制池塘或湖泊</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/feature_commands.py" line="99" />
        <source>Click on the map; right click ends a line or an area</source>
        <translation>在地图上单击；右键结束线或面</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/feature_commands.py" line="108" />
        <source>Move features</source>
        <translation>移动要素</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/feature_commands.py" line="109" />
        <source>Drag a feature, or all selected ones together</source>
        <translation>拖动一个要素，或拖动全部所选要素</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/feature_commands.py" line="115" />
        <source>Edit vertices</source>
        <translation>编辑节点</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/feature_commands.py" line="116" />
        <source>Drag vertices of the selected line or area; double-click adds one, right click takes one away</source>
        <translation>拖动所选线或面的节点；双击添加，右键删除</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/feature_commands.py" line="126" />
        <source>Delete the selected features</source>
        <translation>删除所选要素</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/feature_commands.py" line="135" />
        <source>Set a value…</source>
        <translation>赋值…</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/feature_commands.py" line="136" />
        <source>Gives all selected features one value</source>
        <translation>给全部所选要素赋同一值</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/feature_commands.py" line="148" />
        <source>Select all of the layer</source>
        <translation>选择整个图层</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/feature_commands.py" line="156" />
        <source>Select those alike</source>
        <translation>选择同类</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/feature_commands.py" line="157" />
        <source>Selects all features of the same kind as the selected one</source>
        <translation>选择与所选要素同类的全部要素</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/feature_commands.py" line="165" />
        <source>Select the households of the village</source>
        <translation>选择该村农户</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/feature_commands.py" line="166" />
        <source>Selects every household inside the selected village or area</source>
        <translation>选择所选行政村或区域内的全部农户</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/site_moving.py" line="60" />
        <source>Drag a public toilet</source>
        <translation>拖动公厕</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/site_moving.py" line="61" />
        <source>Moves a toilet of the plan; coverage and walks follow at once</source>
        <translation>移动方案中的公厕，覆盖与步行距离随之更新</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/help_commands.py" line="58" />
        <source>Search actions…</source>
        <translation>搜索功能…</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/help_commands.py" line="59" />
        <source>Finds anything that can be done by its words</source>
        <translation>按文字查找任何功能</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/help_commands.py" line="66" />
        <source>Manual</source>
        <translation>用户手册</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/help_commands.py" line="67" />
        <source>Opens the page about the panel in use</source>
        <translation>打开与当前面板有关的一页</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/help_commands.py" line="74" />
        <source>About the program</source>
        <translation>关于本程序</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/layer_commands.py" line="27" />
        <source>Colours and sizes of the layer…</source>
        <translation>图层颜色与大小…</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/layer_commands.py" line="28" />
        <source>Changes how the current layer is drawn</source>
        <translation>更改当前图层的绘制样式</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/layer_commands.py" line="35" />
        <source>Interval of the contours…</source>
        <translation>等高距…</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/layer_commands.py" line="36" />
        <source>Height between neighbouring contour lines</source>
        <translation>相邻等高线之间的高差</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/layer_commands.py" line="42" />
        <source>Properties of the layer…</source>
        <translation>图层属性…</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/layer_commands.py" line="43" />
        <source>Where the current layer comes from and lies</source>
        <translation>当前图层的来源与范围</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/coordinate_commands.py" line="30" />
        <source>Go to coordinates…</source>
        <translation>定位到坐标…</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/coordinate_commands.py" line="31" />
        <source>Shows a place given in metres or degrees</source>
        <translation>显示给定坐标（米或度）的位置</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/coordinate_commands.py" line="39" />
        <source>Add a bookmark…</source>
        <translation>添加书签…</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/coordinate_commands.py" line="40" />
        <source>Remembers what the map shows now</source>
        <translation>记住当前地图范围</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/coordinate_commands.py" line="47" />
        <source>Show a bookmark…</source>
        <translation>显示书签…</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/edit_commands.py" line="32" />
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/edit_commands.py" line="33" />
        <source>Takes the last change back</source>
        <translation>撤销上一步改动</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/edit_commands.py" line="41" />
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/edit_commands.py" line="42" />
        <source>Makes the change again that was taken back</source>
        <translation>重做刚撤销的改动</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/edit_commands.py" line="51" />
        <source>Let the program choose the mode</source>
        <translation>由程序选择模式</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/edit_commands.py" line="52" />
        <source>Takes the decision by hand for the selected households back</source>
        <translation>取消所选农户的人工指定</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/edit_commands.py" line="64" />
        <source>Sets the mode of the selected households by hand</source>
        <translation>人工指定所选农户的改造模式</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/edit_commands.py" line="112" />
        <source>Mode: sewer connection</source>
        <translation>模式：纳管</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/edit_commands.py" line="113" />
        <source>Mode: septic tank</source>
        <translation>模式：化粪池</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/edit_commands.py" line="114" />
        <source>Mode: dry toilet</source>
        <translation>模式：旱厕</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/edit_commands.py" line="115" />
        <source>Mode: keep the existing toilet</source>
        <translation>模式：保留原厕</translation>
    </message>
</context><context>
    <name>AttributeTable</name>
    <message>
        <location filename="../../siting_tool/docks/attribute_table.py" line="129" />
        <source>Table</source>
        <translation>属性表</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/attribute_table.py" line="133" />
        <source>Attribute table</source>
        <translation>属性表</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/attribute_table.py" line="134" />
        <source>Layer</source>
        <translation>图层</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/attribute_table.py" line="135" />
        <source>Layer whose features are listed</source>
        <translation>列出哪个图层的要素</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/attribute_table.py" line="137" />
        <location filename="../../siting_tool/docks/attribute_table.py" line="136" />
        <source>Search in all columns</source>
        <translation>在所有列中搜索</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/attribute_table.py" line="138" />
        <source>Selected only</source>
        <translation>仅所选</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/attribute_table.py" line="139" />
        <source>Filter</source>
        <translation>筛选</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/attribute_table.py" line="141" />
        <source>Lists only features whose columns meet conditions</source>
        <translation>只列出属性符合条件的要素</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/attribute_table.py" line="143" />
        <source>Select what is listed</source>
        <translation>选择所列</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/attribute_table.py" line="145" />
        <source>Selects every feature that search and filter found</source>
        <translation>选中搜索和筛选到的全部要素</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/attribute_table.py" line="147" />
        <source>Set a value…</source>
        <translation>赋值…</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/attribute_table.py" line="149" />
        <source>Gives every selected feature the same value in a column</source>
        <translation>给全部所选要素的某一列赋同一值</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/attribute_table.py" line="230" />
        <source>{shown} of {total}</source>
        <translation>{shown} / {total}</translation>
    </message>
</context><context>
    <name>BaseMapCommands</name>
    <message>
        <location filename="../../siting_tool/commands/base_map_commands.py" line="100" />
        <source>Add a base map</source>
        <translation>添加底图</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/base_map_commands.py" line="102" />
        <source>Base maps (*.tif *.tiff *.mbtiles)</source>
        <translation>底图 (*.tif *.tiff *.mbtiles)</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/base_map_commands.py" line="129" />
        <source>{file} lies elsewhere; check the coordinate system it names.</source>
        <translation>{file} 不在本地区范围内；请检查其声明的坐标系。</translation>
    </message>
</context><context>
    <name>Cards</name>
    <message>
        <location filename="../../siting_tool/docks/cards.py" line="72" />
        <source>Household</source>
        <translation>农户</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/cards.py" line="79" />
        <source>Known of the household</source>
        <translation>农户资料</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/cards.py" line="92" />
        <source>Modes compared</source>
        <translation>模式比较</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/cards.py" line="107" />
        <source>Decision by hand</source>
        <translation>人工指定的影响</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/cards.py" line="115" />
        <source>Show all {count} on the map</source>
        <translation>在地图上显示全部 {count} 户</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/cards.py" line="160" />
        <source>Set by hand</source>
        <translation>人工指定</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/cards.py" line="162" />
        <source>Something is not known: check on site</source>
        <translation>有情况不明：需现场核实</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/cards.py" line="165" />
        <source>Uncertain: the choice holds in {share} of varied plans</source>
        <translation>待复核：在 {share} 的变动方案中结果不变</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/cards.py" line="176" />
        <source>Mode</source>
        <translation>模式</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/cards.py" line="177" />
        <source>Feasible</source>
        <translation>可行</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/cards.py" line="196" />
        <location filename="../../siting_tool/docks/cards.py" line="178" />
        <source>Whole-life cost</source>
        <translation>全寿命费用</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/cards.py" line="193" />
        <source>Cost now</source>
        <translation>投资</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/cards.py" line="194" />
        <source>Cost per year</source>
        <translation>年运行费</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/cards.py" line="202" />
        <source>Of it, share of sewer and treatment</source>
        <translation>其中分摊管网与处理</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/cards.py" line="206" />
        <source>Cost of the override</source>
        <translation>指定增加费用</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/cards.py" line="234" />
        <source>Rules: {mode}</source>
        <translation>条件核对：{mode}</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/cards.py" line="263" />
        <source>What would change the choice</source>
        <translation>什么会改变选择</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/cards.py" line="269" />
        <source>{money} per year</source>
        <translation>{money}/年</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/cards.py" line="276" />
        <source>Cost items</source>
        <translation>费用明细</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/cards.py" line="282" />
        <source>Nearest toilet</source>
        <translation>最近公厕</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/cards.py" line="283" />
        <source>Walk</source>
        <translation>步行距离</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/cards.py" line="285" />
        <source>Way to the public toilet</source>
        <translation>如厕路程</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/cards.py" line="305" />
        <source>Public toilet</source>
        <translation>公厕</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/cards.py" line="308" />
        <source>Locked: every run keeps it</source>
        <translation>已锁定：每次运行都保留</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/cards.py" line="309" />
        <source>Forbidden: no run will choose it</source>
        <translation>已禁止：运行不会选用</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/cards.py" line="310" />
        <source>Required: every run must choose it</source>
        <translation>已指定：每次运行必须选用</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/cards.py" line="326" />
        <source>Siting rules checked</source>
        <translation>选址条件核对</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/cards.py" line="367" />
        <source>{count} selected</source>
        <translation>已选 {count}</translation>
    </message>
</context><context>
    <name>ChartPanel</name>
    <message>
        <location filename="../../siting_tool/docks/chart_panel.py" line="113" />
        <source>Charts</source>
        <translation>图表</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/chart_panel.py" line="118" />
        <source>Modes by village</source>
        <translation>各村改造模式</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/chart_panel.py" line="119" />
        <source>Household cost by village</source>
        <translation>各村户厕投资</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/chart_panel.py" line="120" />
        <source>Walk to the toilet by village</source>
        <translation>各村如厕步行距离</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/chart_panel.py" line="121" />
        <source>Coverage by number of toilets</source>
        <translation>覆盖率与公厕数量</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/chart_panel.py" line="122" />
        <source>Where a sewer pays</source>
        <translation>纳管盈亏平衡</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/chart_panel.py" line="133" />
        <source>Toilets</source>
        <translation>公厕数</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/chart_panel.py" line="134" />
        <source>Number of toilets to try</source>
        <translation>要试算的公厕数量</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/chart_panel.py" line="135" />
        <source>New scenario</source>
        <translation>生成方案</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/chart_panel.py" line="137" />
        <source>Chooses the best sites for this number, in a scenario of its own; a click on a point of the curve does the same</source>
        <translation>按这个数量选出最优点位，另存为一个新方案；点击曲线上的点效果相同</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/chart_panel.py" line="204" />
        <location filename="../../siting_tool/docks/chart_panel.py" line="177" />
        <source>The chart appears after a run.</source>
        <translation>运行后在此显示图表。</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/chart_panel.py" line="209" />
        <source>Click a point to try its number of toilets.</source>
        <translation>点击曲线上的点，按该数量生成方案。</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/chart_panel.py" line="211" />
        <source>Each point is a sewer system, a branch of one, or (hollow) a village that would connect at lower prices; a sewer pays above the line. Click one to select its households.</source>
        <translation>每个点是一个污水系统或其支管，空心点是管价更低时才会纳管的村；线以上纳管划算。单击可选中其住户。</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/chart_panel.py" line="233" />
        <source>Toilets in all</source>
        <translation>公厕总数</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/chart_panel.py" line="235" />
        <source>People covered</source>
        <translation>覆盖人口比例</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/chart_panel.py" line="241" />
        <source>Sewer per household</source>
        <translation>户均管长</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/chart_panel.py" line="243" />
        <source>What it may cost per household</source>
        <translation>户均可承受管网费用</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/chart_panel.py" line="251" />
        <source>{count} toilets: {persons} people, {share}; new ones from {cost}</source>
        <translation>{count} 座公厕：覆盖 {persons} 人，{share}；新建投资至少 {cost}</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/chart_panel.py" line="255" />
        <source>{count} toilets: at least {persons} people, {share}; new ones from {cost}; better may be possible</source>
        <translation>{count} 座公厕：至少覆盖 {persons} 人，{share}；新建投资至少 {cost}；可能还有更优解</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/chart_panel.py" line="271" />
        <source>Branch of {system}: {households} households, {metres} of sewer each; may cost {limit} each</source>
        <translation>{system} 的支管：{households} 户，户均管长 {metres}；户均可承受 {limit}</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/chart_panel.py" line="276" />
        <source>{village}: {households} households would need {metres} of sewer each; may cost {limit} each</source>
        <translation>{village}：{households} 户，户均需管长 {metres}；户均可承受 {limit}</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/chart_panel.py" line="283" />
        <source>System {system}: {households} households, {metres} of sewer each; may cost {limit} each</source>
        <translation>系统 {system}：{households} 户，户均管长 {metres}，户均可承受 {limit}</translation>
    </message>
</context><context>
    <name>CompareCommands</name>
    <message>
        <location filename="../../siting_tool/commands/compare_commands.py" line="55" />
        <source>Drag the line: at its left {left}, at its right {right}.</source>
        <translation>可拖动分界线：左侧为 {left}，右侧为 {right}。</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/compare_commands.py" line="67" />
        <source>Compare scenarios</source>
        <translation>对比方案</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/compare_commands.py" line="68" />
        <source>Scenario at the right</source>
        <translation>右侧方案</translation>
    </message>
</context><context>
    <name>ConditionRow</name>
    <message>
        <location filename="../../siting_tool/docks/condition_row.py" line="94" />
        <source>Column</source>
        <translation>字段</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/condition_row.py" line="95" />
        <source>Comparison</source>
        <translation>比较方式</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/condition_row.py" line="97" />
        <location filename="../../siting_tool/docks/condition_row.py" line="96" />
        <source>Value</source>
        <translation>值</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/condition_row.py" line="98" />
        <source>Remove the condition</source>
        <translation>删除该条件</translation>
    </message>
</context><context>
    <name>CoordinateCommands</name>
    <message>
        <location filename="../../siting_tool/commands/coordinate_commands.py" line="80" />
        <source>Go to coordinates</source>
        <translation>定位到坐标</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/coordinate_commands.py" line="81" />
        <source>Easting and northing in metres, or degrees:</source>
        <translation>东坐标、北坐标（米），或经纬度：</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/coordinate_commands.py" line="90" />
        <source>Give two numbers, such as 500100, 3300200.</source>
        <translation>请输入两个数，例如 500100, 3300200。</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/coordinate_commands.py" line="108" />
        <source>Add a bookmark</source>
        <translation>添加书签</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/coordinate_commands.py" line="125" />
        <location filename="../../siting_tool/commands/coordinate_commands.py" line="109" />
        <source>Name of the place:</source>
        <translation>地点名称：</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/coordinate_commands.py" line="124" />
        <source>Show a bookmark</source>
        <translation>显示书签</translation>
    </message>
</context><context>
    <name>DataCommands</name>
    <message>
        <location filename="../../siting_tool/commands/data_commands.py" line="125" />
        <source>The project is made; look at the data report, then save.</source>
        <translation>项目已建立；请查看数据检查，然后保存。</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/data_commands.py" line="181" />
        <source>The project was edited meanwhile; please import again.</source>
        <translation>期间项目已被编辑，请重新导入。</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/data_commands.py" line="228" />
        <source>{count} files written to {folder}.</source>
        <translation>已输出 {count} 个文件到 {folder}。</translation>
    </message>
</context><context>
    <name>Errors</name>
    <message>
        <location filename="../../siting_tool/commands/errors.py" line="25" />
        <source>The file {file} cannot be used: {reason}.</source>
        <translation>文件 {file} 无法使用：{reason}。</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/errors.py" line="27" />
        <source>Something went wrong inside the program ({kind}). Nothing was changed. Please send the details to the makers.</source>
        <translation>程序内部出错（{kind}）。未作任何改动。请把详细信息发给开发者。</translation>
    </message>
</context><context>
    <name>ExportDialog</name>
    <message>
        <location filename="../../siting_tool/dialogs/export_dialog.py" line="44" />
        <source>Export sheets and tables</source>
        <translation>输出图纸与台账</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/export_dialog.py" line="86" />
        <location filename="../../siting_tool/dialogs/export_dialog.py" line="47" />
        <source>What to write</source>
        <translation>输出内容</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/export_dialog.py" line="88" />
        <location filename="../../siting_tool/dialogs/export_dialog.py" line="59" />
        <source>Texts on the sheets</source>
        <translation>图纸与台账文字</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/export_dialog.py" line="63" />
        <source>Preview the site plans…</source>
        <translation>预览图纸…</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/export_dialog.py" line="67" />
        <source>Shows every sheet with the texts above, page by page</source>
        <translation>按上面的文字逐页显示每张图纸</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/export_dialog.py" line="117" />
        <location filename="../../siting_tool/dialogs/export_dialog.py" line="91" />
        <location filename="../../siting_tool/dialogs/export_dialog.py" line="73" />
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/export_dialog.py" line="74" />
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/export_dialog.py" line="160" />
        <source>Site plans (PDF)</source>
        <translation>布点图纸（PDF）</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/export_dialog.py" line="161" />
        <source>Ledgers (Excel)</source>
        <translation>台账（Excel）</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/export_dialog.py" line="162" />
        <source>Household files (PDF)</source>
        <translation>一户一档（PDF）</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/export_dialog.py" line="163" />
        <source>Report (Word, PDF)</source>
        <translation>报告（Word、PDF）</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/export_dialog.py" line="164" />
        <source>GIS layers (GeoPackage, Shapefile, GeoJSON)</source>
        <translation>GIS 图层（GeoPackage、Shapefile、GeoJSON）</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/export_dialog.py" line="165" />
        <source>CAD drawing (DXF)</source>
        <translation>CAD 图（DXF）</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/export_dialog.py" line="166" />
        <source>Google Earth (KML)</source>
        <translation>谷歌地球（KML）</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/export_dialog.py" line="167" />
        <source>Sewer models (SWMM)</source>
        <translation>管网模型（SWMM）</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/export_dialog.py" line="168" />
        <source>Charts (PNG, SVG)</source>
        <translation>图表（PNG、SVG）</translation>
    </message>
</context><context>
    <name>FeatureCommands</name>
    <message>
        <location filename="../../siting_tool/commands/feature_commands.py" line="218" />
        <source>The outline crosses itself; draw it again.</source>
        <translation>轮廓自相交，请重新绘制。</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/feature_commands.py" line="286" />
        <source>Select the features first that get the value.</source>
        <translation>请先选择要赋值的要素。</translation>
    </message>
</context><context>
    <name>FeatureQuery</name>
    <message>
        <location filename="../../siting_tool/docks/feature_query.py" line="27" />
        <source>is</source>
        <translation>等于</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/feature_query.py" line="28" />
        <source>is not</source>
        <translation>不等于</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/feature_query.py" line="29" />
        <source>contains</source>
        <translation>包含</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/feature_query.py" line="30" />
        <source>does not contain</source>
        <translation>不包含</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/feature_query.py" line="31" />
        <source>less than</source>
        <translation>小于</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/feature_query.py" line="32" />
        <source>at most</source>
        <translation>不大于</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/feature_query.py" line="33" />
        <source>more than</source>
        <translation>大于</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/feature_query.py" line="34" />
        <source>at least</source>
        <translation>不小于</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/feature_query.py" line="35" />
        <source>is not known</source>
        <translation>未知</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/feature_query.py" line="36" />
        <source>is known</source>
        <translation>已知</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/feature_query.py" line="112" />
        <source> or </source>
        <translation> 或 </translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/feature_query.py" line="112" />
        <source> and </source>
        <translation> 且 </translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/feature_query.py" line="132" />
        <source>yes</source>
        <translation>是</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/feature_query.py" line="132" />
        <source>no</source>
        <translation>否</translation>
    </message>
</context><context>
    <name>FileCommands</name>
    <message>
        <location filename="../../siting_tool/commands/file_commands.py" line="98" />
        <source>Open project</source>
        <translation>打开项目</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/file_commands.py" line="138" />
        <location filename="../../siting_tool/commands/file_commands.py" line="100" />
        <source>Projects (*.gpkg)</source>
        <translation>项目文件 (*.gpkg)</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/file_commands.py" line="136" />
        <source>Save project as</source>
        <translation>项目另存为</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/file_commands.py" line="161" />
        <source>Saved in {file}.</source>
        <translation>已保存到 {file}。</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/file_commands.py" line="181" />
        <source>Unsaved changes</source>
        <translation>有未保存的改动</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/file_commands.py" line="182" />
        <source>The project has changes that are not saved. Save them?</source>
        <translation>项目有未保存的改动，是否保存？</translation>
    </message>
</context><context>
    <name>FileGuard</name>
    <message>
        <location filename="../../siting_tool/commands/file_guard.py" line="49" />
        <source>{file} was changed by another program since it was opened here. Overwrite it? With No you can save under another name and keep both.</source>
        <translation>{file} 打开之后被其他程序修改过。要覆盖吗？选“否”可另存为其他名称，两份都保留。</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/file_guard.py" line="56" />
        <source>The file has changed</source>
        <translation>文件已被修改</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/file_guard.py" line="81" />
        <source>{file} is write-protected. Use “Save as…” to save under another name.</source>
        <translation>{file} 是只读文件。请用“另存为…”保存到其他名称。</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/file_guard.py" line="85" />
        <source>The folder of {file} is not there any more; perhaps a drive was unplugged. Nothing is lost: connect it again, or use “Save as…”.</source>
        <translation>{file} 所在的文件夹已不存在，可能是移动盘被拔出。内容没有丢失：请重新连接，或用“另存为…”。</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/file_guard.py" line="90" />
        <source>Another program has {file} open and is changing it. Close it there, or use “Save as…”.</source>
        <translation>{file} 正被其他程序打开并修改。请先在那里关闭，或用“另存为…”。</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/file_guard.py" line="95" />
        <source>{file} was deleted or moved. The project is still open here; save to write it again.</source>
        <translation>{file} 已被删除或移走。项目仍在这里打开着，保存即可重新写出。</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/file_guard.py" line="100" />
        <source>{file} was changed by another program since it was opened here. Open it again to see the changes, or use “Save as…” to keep both.</source>
        <translation>{file} 打开之后被其他程序修改过。重新打开可看到修改，或用“另存为…”两份都保留。</translation>
    </message>
</context><context>
    <name>HelpCommands</name>
    <message>
        <location filename="../../siting_tool/commands/help_commands.py" line="90" />
        <source>Rural Toilet Planner {version}

Plans public toilets and the renovation of household toilets for rural townships.

Free software under the GNU General Public License, version 3 or later.</source>
        <translation>乡村厕所规划 {version}

为农村乡镇规划公厕布点与户厕改造。

自由软件，遵循 GNU 通用公共许可证第 3 版或更新版本。</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/help_commands.py" line="97" />
        <source>About the program</source>
        <translation>关于本程序</translation>
    </message>
</context><context>
    <name>HistoryPanel</name>
    <message>
        <location filename="../../siting_tool/docks/history_panel.py" line="73" />
        <source>History</source>
        <translation>运行记录</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/history_panel.py" line="77" />
        <source>Runs, the newest first</source>
        <translation>运行记录，最新在前</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/history_panel.py" line="78" />
        <source>Run again</source>
        <translation>重新运行</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/history_panel.py" line="80" />
        <source>Runs with the same settings on the data as they are now</source>
        <translation>用相同设置对现有数据重新运行</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/history_panel.py" line="84" />
        <source>Finished</source>
        <translation>完成时间</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/history_panel.py" line="85" />
        <source>Run</source>
        <translation>运行</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/history_panel.py" line="86" />
        <source>Scenario</source>
        <translation>方案</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/history_panel.py" line="87" />
        <source>Result</source>
        <translation>结果</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/history_panel.py" line="124" />
        <source>Public toilets</source>
        <translation>公厕选址</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/history_panel.py" line="125" />
        <source>Household toilets</source>
        <translation>户厕改造</translation>
    </message>
</context><context>
    <name>Inspector</name>
    <message>
        <location filename="../../siting_tool/docks/inspector.py" line="117" />
        <source>Details</source>
        <translation>详情</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/inspector.py" line="121" />
        <source>Details of the selection</source>
        <translation>所选要素详情</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/inspector.py" line="122" />
        <source>Change to</source>
        <translation>改为</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/inspector.py" line="123" />
        <source>Renovation mode</source>
        <translation>改造模式</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/inspector.py" line="124" />
        <source>Set the mode</source>
        <translation>指定模式</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/inspector.py" line="126" />
        <source>Sets the mode by hand; the plan follows at once and every run keeps it</source>
        <translation>人工指定改造方式；方案立即重新计算，以后每次计算都保留</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/inspector.py" line="131" />
        <source>Program's choice</source>
        <translation>由程序选择</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/inspector.py" line="133" />
        <source>Takes the decision by hand back; the plan follows at once</source>
        <translation>取消人工指定；方案立即重新计算</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/inspector.py" line="137" />
        <source>Lock</source>
        <translation>锁定</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/inspector.py" line="138" />
        <source>Every run keeps this toilet where it is</source>
        <translation>每次运行都保留此公厕位置</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/inspector.py" line="141" />
        <source>Forbid</source>
        <translation>禁止</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/inspector.py" line="142" />
        <source>No run chooses this place</source>
        <translation>运行不会选用此处</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/inspector.py" line="145" />
        <source>Require</source>
        <translation>必选</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/inspector.py" line="146" />
        <source>Every run must choose this place</source>
        <translation>每次运行必须选用此处</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/inspector.py" line="183" />
        <source>Nothing is selected. Click a household, a toilet or a pipe on the map to see what is known of it and why the program decided as it did.</source>
        <translation>尚未选择。在地图上单击农户、公厕或管段，可查看其资料以及程序这样决定的理由。</translation>
    </message>
</context><context>
    <name>JobBar</name>
    <message>
        <location filename="../../siting_tool/docks/job_bar.py" line="45" />
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/job_bar.py" line="50" />
        <source>Keep the best so far</source>
        <translation>保留当前最优方案</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/job_bar.py" line="52" />
        <source>Ends the search and takes the best plan found until now</source>
        <translation>结束计算，采用目前找到的最优方案</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/job_bar.py" line="54" />
        <source>Cancel (Esc)</source>
        <translation>取消 (Esc)</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/job_bar.py" line="79" />
        <source>Working…</source>
        <translation>正在运行…</translation>
    </message>
</context><context>
    <name>JoinLedgerDialog</name>
    <message>
        <location filename="../../siting_tool/dialogs/join_ledger.py" line="58" />
        <source>Join a ledger: {file}</source>
        <translation>连接台账：{file}</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/join_ledger.py" line="70" />
        <source>Features without a row</source>
        <translation>台账中无对应的要素</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/join_ledger.py" line="71" />
        <source>Feature</source>
        <translation>要素</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/join_ledger.py" line="71" />
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/join_ledger.py" line="75" />
        <source>Rows without a feature</source>
        <translation>无对应要素的台账行</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/join_ledger.py" line="214" />
        <location filename="../../siting_tool/dialogs/join_ledger.py" line="76" />
        <source>Row</source>
        <translation>行</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/join_ledger.py" line="90" />
        <source>Each row of the ledger goes to one feature. A name or id that stands for several is not joined, but listed.</source>
        <translation>台账每行对应一个要素。对应多个的姓名或编号不连接，只列出。</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/join_ledger.py" line="101" />
        <source>To the layer</source>
        <translation>连接到图层</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/join_ledger.py" line="102" />
        <source>Sheet</source>
        <translation>工作表</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/join_ledger.py" line="110" />
        <source>Matched by</source>
        <translation>连接方式</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/join_ledger.py" line="161" />
        <source>Choose at least one way to match.</source>
        <translation>请至少选择一种连接方式。</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/join_ledger.py" line="171" />
        <source>Reading the ledger…</source>
        <translation>正在读取台账…</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/join_ledger.py" line="186" />
        <source>Rows read: {rows}, joined: {matched} ({parts}). Left over: features {features}, rows {left}.</source>
        <translation>读取 {rows} 行，连接 {matched} 行（{parts}）；剩余要素 {features} 个、台账 {left} 行。</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/join_ledger.py" line="232" />
        <source>id</source>
        <translation>编号</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/join_ledger.py" line="233" />
        <source>name and village</source>
        <translation>姓名与村</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/join_ledger.py" line="234" />
        <source>position</source>
        <translation>位置</translation>
    </message>
</context><context>
    <name>LayerCommands</name>
    <message>
        <location filename="../../siting_tool/commands/layer_commands.py" line="69" />
        <source>By scale</source>
        <translation>随比例尺</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/layer_commands.py" line="74" />
        <source>Contours</source>
        <translation>等高线</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/layer_commands.py" line="75" />
        <source>Height between neighbouring lines</source>
        <translation>相邻等高线的高差</translation>
    </message>
</context><context>
    <name>LayerPanel</name>
    <message>
        <location filename="../../siting_tool/docks/layer_panel.py" line="106" />
        <location filename="../../siting_tool/docks/layer_panel.py" line="99" />
        <source>Layers</source>
        <translation>图层</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/layer_panel.py" line="103" />
        <source>Opacity</source>
        <translation>不透明度</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/layer_panel.py" line="104" />
        <source>Opacity of the layer</source>
        <translation>图层不透明度</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/layer_panel.py" line="105" />
        <source>How strongly the current layer is drawn</source>
        <translation>当前图层的显示浓淡</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/layer_panel.py" line="108" />
        <source>Tick to show, drag to reorder, F2 to rename, double-click to zoom to the layer</source>
        <translation>勾选以显示，拖动以排序，F2 重命名，双击缩放到图层</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/layer_panel.py" line="175" />
        <source>The file is missing or cannot be read.</source>
        <translation>文件缺失或无法读取。</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/layer_panel.py" line="189" />
        <source>{layer} (missing)</source>
        <translation>{layer}（缺失）</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/layer_panel.py" line="231" />
        <source>Zoom to the layer</source>
        <translation>缩放到图层</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/layer_panel.py" line="232" />
        <source>Open the attribute table</source>
        <translation>打开属性表</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/layer_panel.py" line="236" />
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/layer_panel.py" line="237" />
        <source>Use the usual name</source>
        <translation>恢复原名</translation>
    </message>
</context><context>
    <name>LayerProperties</name>
    <message>
        <location filename="../../siting_tool/dialogs/layer_properties.py" line="31" />
        <source>Properties: {layer}</source>
        <translation>属性：{layer}</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/layer_properties.py" line="47" />
        <source>Features</source>
        <translation>要素数</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/layer_properties.py" line="48" />
        <source>Coordinate reference system</source>
        <translation>坐标系</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/layer_properties.py" line="52" />
        <source>Extent</source>
        <translation>范围</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/layer_properties.py" line="54" />
        <source>Pixel</source>
        <translation>像元大小</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/layer_properties.py" line="56" />
        <source>The file is missing or cannot be read.</source>
        <translation>文件缺失或无法读取。</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/layer_properties.py" line="57" />
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/layer_properties.py" line="59" />
        <source>Shown up to</source>
        <translation>显示上限</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/layer_properties.py" line="63" />
        <source>Source</source>
        <translation>来源</translation>
    </message>
</context><context>
    <name>LayerStyleDialog</name>
    <message>
        <location filename="../../siting_tool/dialogs/layer_style.py" line="39" />
        <source>Colours and sizes</source>
        <translation>颜色与大小</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/layer_style.py" line="54" />
        <location filename="../../siting_tool/dialogs/layer_style.py" line="53" />
        <source>Size</source>
        <translation>大小</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/layer_style.py" line="55" />
        <source>Usual look</source>
        <translation>恢复默认</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/layer_style.py" line="70" />
        <source>Choose another colour</source>
        <translation>选择其他颜色</translation>
    </message>
</context><context>
    <name>MainWindow</name>
    <message>
        <location filename="../../siting_tool/window.py" line="254" />
        <source>New project</source>
        <translation>新项目</translation>
    </message>
    <message>
        <location filename="../../siting_tool/window.py" line="255" />
        <source>Rural Toilet Planner</source>
        <translation>乡村厕所规划</translation>
    </message>
    <message>
        <location filename="../../siting_tool/window_parts.py" line="122" />
        <source>Close the panel</source>
        <translation>关闭面板</translation>
    </message>
    <message>
        <location filename="../../siting_tool/window_parts.py" line="123" />
        <source>Detach the panel</source>
        <translation>浮动面板</translation>
    </message>
    <message>
        <location filename="../../siting_tool/window_parts.py" line="174" />
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <location filename="../../siting_tool/window_parts.py" line="175" />
        <source>&amp;Edit</source>
        <translation>编辑(&amp;E)</translation>
    </message>
    <message>
        <location filename="../../siting_tool/window_parts.py" line="176" />
        <source>&amp;Map</source>
        <translation>地图(&amp;M)</translation>
    </message>
    <message>
        <location filename="../../siting_tool/window_parts.py" line="177" />
        <source>&amp;Draw</source>
        <translation>绘制(&amp;D)</translation>
    </message>
    <message>
        <location filename="../../siting_tool/window_parts.py" line="178" />
        <source>&amp;Plan</source>
        <translation>规划(&amp;P)</translation>
    </message>
    <message>
        <location filename="../../siting_tool/window_parts.py" line="179" />
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <location filename="../../siting_tool/window_parts.py" line="180" />
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <location filename="../../siting_tool/window_parts.py" line="184" />
        <source>Toolbar</source>
        <translation>工具栏</translation>
    </message>
</context><context>
    <name>ManualViewer</name>
    <message>
        <location filename="../../siting_tool/dialogs/manual_viewer.py" line="108" />
        <source>Manual</source>
        <translation>用户手册</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/manual_viewer.py" line="109" />
        <source>Back</source>
        <translation>后退</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/manual_viewer.py" line="110" />
        <source>Forward</source>
        <translation>前进</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/manual_viewer.py" line="111" />
        <source>Pages of the manual</source>
        <translation>手册目录</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/manual_viewer.py" line="112" />
        <source>Text of the page</source>
        <translation>手册正文</translation>
    </message>
</context><context>
    <name>MapCanvas</name>
    <message>
        <location filename="../../siting_tool/map_canvas/canvas.py" line="101" />
        <source>Map</source>
        <translation>地图</translation>
    </message>
</context><context>
    <name>Measuring</name>
    <message>
        <location filename="../../siting_tool/commands/measure_texts.py" line="22" />
        <source>Length {length}</source>
        <translation>长度 {length}</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/measure_texts.py" line="29" />
        <source>Area {area} m², around it {length}</source>
        <translation>面积 {area} m²，周长 {length}</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/measure_texts.py" line="40" />
        <source>{length}; the height of the ground is not known here</source>
        <translation>{length}；此处没有地面高程</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/measure_texts.py" line="42" />
        <source>Length {length}, height difference {rise} m, slope {mean} on average, {steepest} at most</source>
        <translation>长度 {length}，高差 {rise} m，平均坡度 {mean}，最大坡度 {steepest}</translation>
    </message>
</context><context>
    <name>MessageBar</name>
    <message>
        <location filename="../../siting_tool/docks/message_bar.py" line="85" />
        <source>Message</source>
        <translation>消息</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/message_bar.py" line="91" />
        <source>Show details</source>
        <translation>显示详情</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/message_bar.py" line="92" />
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/message_bar.py" line="94" />
        <location filename="../../siting_tool/docks/message_bar.py" line="93" />
        <source>Close the message</source>
        <translation>关闭消息</translation>
    </message>
</context><context>
    <name>NumberStrip</name>
    <message>
        <location filename="../../siting_tool/docks/number_strip.py" line="44" />
        <source>Figures of the plan</source>
        <translation>方案数据</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/number_strip.py" line="76" />
        <source>New toilets</source>
        <translation>新建公厕</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/number_strip.py" line="77" />
        <source>Existing</source>
        <translation>既有</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/number_strip.py" line="78" />
        <source>Opened</source>
        <translation>开放内部厕所</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/number_strip.py" line="84" />
        <source>Covered</source>
        <translation>覆盖人口</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/number_strip.py" line="89" />
        <source>Walk, mean / longest</source>
        <translation>步行：平均 / 最远</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/number_strip.py" line="91" />
        <source>Toilets cost</source>
        <translation>公厕投资</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/number_strip.py" line="106" />
        <source>Households cost</source>
        <translation>户厕投资</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/number_strip.py" line="111" />
        <source>Sewers</source>
        <translation>污水管</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/number_strip.py" line="116" />
        <source>Uncertain</source>
        <translation>待复核</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/number_strip.py" line="121" />
        <source>By hand</source>
        <translation>人工指定</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/number_strip.py" line="133" />
        <source>Click to select what is behind the number</source>
        <translation>单击可选中该数字对应的要素</translation>
    </message>
</context><context>
    <name>Palette</name>
    <message>
        <location filename="../../siting_tool/dialogs/palette.py" line="28" />
        <source>What do you want to do?</source>
        <translation>您想做什么？</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/palette.py" line="31" />
        <source>Type a few letters</source>
        <translation>输入几个字</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/palette.py" line="32" />
        <source>Search actions</source>
        <translation>搜索功能</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/palette.py" line="41" />
        <source>Actions</source>
        <translation>功能</translation>
    </message>
</context><context>
    <name>ParameterForm</name>
    <message>
        <location filename="../../siting_tool/docks/parameter_form.py" line="108" />
        <source>Parameters</source>
        <translation>参数</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/parameter_form.py" line="113" />
        <location filename="../../siting_tool/docks/parameter_form.py" line="112" />
        <source>Search parameters</source>
        <translation>搜索参数</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/parameter_form.py" line="114" />
        <source>Changed only</source>
        <translation>仅已改</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/parameter_form.py" line="115" />
        <source>Usual value</source>
        <translation>默认值</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/parameter_form.py" line="117" />
        <source>Takes the profile's value again for this parameter</source>
        <translation>该参数恢复为方案默认值</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/parameter_form.py" line="122" />
        <source>Parameter</source>
        <translation>参数</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/parameter_form.py" line="123" />
        <source>Value</source>
        <translation>取值</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/parameter_form.py" line="124" />
        <source>Unit</source>
        <translation>单位</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/parameter_form.py" line="285" />
        <source>Public toilets</source>
        <translation>公厕选址</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/parameter_form.py" line="286" />
        <source>Walking</source>
        <translation>步行</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/parameter_form.py" line="287" />
        <source>Choice of the mode</source>
        <translation>改造选型</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/parameter_form.py" line="288" />
        <source>Septic tanks</source>
        <translation>化粪池</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/parameter_form.py" line="289" />
        <source>Dry toilets</source>
        <translation>旱厕</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/parameter_form.py" line="290" />
        <source>Sewers</source>
        <translation>污水管</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/parameter_form.py" line="291" />
        <source>Treatment</source>
        <translation>污水处理</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/parameter_form.py" line="292" />
        <source>Prices</source>
        <translation>价格</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/parameter_form.py" line="293" />
        <source>Whole-life cost</source>
        <translation>全寿命费用</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/parameter_form.py" line="294" />
        <source>Data checks</source>
        <translation>数据检查</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/parameter_form.py" line="295" />
        <source>Funding</source>
        <translation>资金</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/parameter_form.py" line="296" />
        <source>Schedule</source>
        <translation>进度</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/parameter_form.py" line="297" />
        <source>Sheets</source>
        <translation>图纸</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/parameter_form.py" line="298" />
        <source>Export</source>
        <translation>输出</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/parameter_form.py" line="322" />
        <source>{id}
Usual value {default}; bounds {bounds}
Source: {source}
Certainty: {certainty}</source>
        <translation>{id}
默认值 {default}；取值范围 {bounds}
来源：{source}
可信程度：{certainty}</translation>
    </message>
</context><context>
    <name>PlanCommands</name>
    <message>
        <location filename="../../siting_tool/commands/plan_commands.py" line="183" />
        <source>{scenario}, {count} toilets</source>
        <translation>{scenario}，{count} 座公厕</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/plan_commands.py" line="215" />
        <source>Something is still running; wait or press Esc.</source>
        <translation>还有任务在运行；请等待，或按 Esc 取消。</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/plan_commands.py" line="221" />
        <source>The run was cancelled; nothing was changed.</source>
        <translation>运行已取消，未作任何改动。</translation>
    </message>
</context><context>
    <name>ProfilePanel</name>
    <message>
        <location filename="../../siting_tool/docks/profile_panel.py" line="155" />
        <source>Profile</source>
        <translation>纵断面</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/profile_panel.py" line="159" />
        <source>Long profile of the sewer</source>
        <translation>污水管纵断面</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/profile_panel.py" line="171" />
        <source>Select a sewer pipe, a manhole or a connected household on the map to see its long profile.</source>
        <translation>在地图上选择污水管、检查井或已纳管农户，可查看纵断面。</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/profile_panel.py" line="217" />
        <source>At {distance}: pipe {pipe}, DN{diameter}, ground {ground} m, invert {invert} m, depth {depth} m</source>
        <translation>距起点 {distance}：管段 {pipe}，DN{diameter}，地面 {ground} m，管底 {invert} m，埋深 {depth} m</translation>
    </message>
</context><context>
    <name>QueryEditor</name>
    <message>
        <location filename="../../siting_tool/docks/query_editor.py" line="53" />
        <source>Conditions</source>
        <translation>条件</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/query_editor.py" line="58" />
        <source>Add a condition</source>
        <translation>添加条件</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/query_editor.py" line="59" />
        <source>One more condition on a column</source>
        <translation>再加一个字段条件</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/query_editor.py" line="60" />
        <source>How the conditions are joined</source>
        <translation>条件之间的关系</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/query_editor.py" line="66" />
        <source>all must hold (and)</source>
        <translation>全部满足（且）</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/query_editor.py" line="67" />
        <source>one is enough (or)</source>
        <translation>满足其一（或）</translation>
    </message>
</context><context>
    <name>Recovery</name>
    <message>
        <location filename="../../siting_tool/commands/recovery.py" line="94" />
        <source>a new project</source>
        <translation>新项目</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/recovery.py" line="95" />
        <source>The program ended without saving {name}. Open the changes that were kept?</source>
        <translation>程序上次退出时未保存 {name}。是否打开已保留的改动？</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/recovery.py" line="100" />
        <source>Unsaved changes found</source>
        <translation>发现未保存的改动</translation>
    </message>
</context><context>
    <name>Replanning</name>
    <message>
        <location filename="../../siting_tool/commands/replanning.py" line="152" />
        <source>There is no plan yet; the next run (F6) keeps the modes set by hand.</source>
        <translation>尚无方案；下次计算（F6）将保留人工指定的模式。</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/replanning.py" line="229" />
        <source>The mode is set, but the plan was not made again; the next run (F6) does it.</source>
        <translation>方式已指定，但方案尚未重新计算；下次计算（F6）时生效。</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/replanning.py" line="250" />
        <source>The decision by hand and its plan are taken back.</source>
        <translation>已撤销人工指定及其方案。</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/replanning.py" line="268" />
        <source>Show them</source>
        <translation>显示这些户</translation>
    </message>
</context><context>
    <name>ReportPanel</name>
    <message>
        <location filename="../../siting_tool/docks/report_panel.py" line="88" />
        <source>Data report</source>
        <translation>数据检查</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/report_panel.py" line="92" />
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/report_panel.py" line="94" />
        <source>Double-click to zoom to the problem</source>
        <translation>双击缩放到问题所在</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/report_panel.py" line="97" />
        <source>What was noticed</source>
        <translation>发现的问题</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/report_panel.py" line="98" />
        <source>Layer</source>
        <translation>图层</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/report_panel.py" line="99" />
        <source>Count</source>
        <translation>数量</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/report_panel.py" line="111" />
        <source>The report appears here once a project is open.</source>
        <translation>打开项目后在此显示检查结果。</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/report_panel.py" line="115" />
        <source>{errors} that stop an analysis, {warnings} assumed or repaired, {notes} for information</source>
        <translation>{errors} 项妨碍分析，{warnings} 项为假定或已修复，{notes} 项供参考</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/report_panel.py" line="154" />
        <source>and {count} more</source>
        <translation>另有 {count} 个</translation>
    </message>
</context><context>
    <name>ScenarioPanel</name>
    <message>
        <location filename="../../siting_tool/docks/scenario_panel.py" line="87" />
        <source>Scenarios</source>
        <translation>方案</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/scenario_panel.py" line="91" />
        <source>Look at</source>
        <translation>当前方案</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/scenario_panel.py" line="92" />
        <source>Scenario looked at</source>
        <translation>当前方案</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/scenario_panel.py" line="93" />
        <source>Duplicate…</source>
        <translation>复制…</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/scenario_panel.py" line="95" />
        <source>Makes a copy to try something else on</source>
        <translation>复制一份以便另作尝试</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/scenario_panel.py" line="97" />
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/scenario_panel.py" line="99" />
        <source>Deletes the scenario looked at; can be undone</source>
        <translation>删除当前方案；可撤销</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/scenario_panel.py" line="101" />
        <source>Compare on the map</source>
        <translation>在地图上对比</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/scenario_panel.py" line="103" />
        <source>Shows another scenario beside this one; again to stop</source>
        <translation>在旁边显示另一方案；再次单击结束</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/scenario_panel.py" line="105" />
        <source>Scenarios side by side</source>
        <translation>方案并列比较</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/scenario_panel.py" line="156" />
        <source>Duplicate the scenario</source>
        <translation>复制方案</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/scenario_panel.py" line="157" />
        <source>Name of the copy</source>
        <translation>副本名称</translation>
    </message>
</context><context>
    <name>SelectQuery</name>
    <message>
        <location filename="../../siting_tool/dialogs/select_query.py" line="98" />
        <source>Select by query</source>
        <translation>按条件选择</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/select_query.py" line="100" />
        <location filename="../../siting_tool/dialogs/select_query.py" line="99" />
        <source>Layer</source>
        <translation>图层</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/select_query.py" line="104" />
        <source>Select</source>
        <translation>选择</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/select_query.py" line="105" />
        <source>Selects what was found and nothing else</source>
        <translation>只选中找到的要素</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/select_query.py" line="109" />
        <source>Add</source>
        <translation>添加到选择</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/select_query.py" line="110" />
        <source>Adds what was found to the selection</source>
        <translation>把找到的要素加入当前选择</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/select_query.py" line="114" />
        <source>Keep within</source>
        <translation>在选择中保留</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/select_query.py" line="115" />
        <source>Keeps of the selection only what was found</source>
        <translation>当前选择中只保留找到的要素</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/select_query.py" line="119" />
        <source>Take away</source>
        <translation>从选择中去除</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/select_query.py" line="120" />
        <source>Takes what was found out of the selection</source>
        <translation>从当前选择中去除找到的要素</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/select_query.py" line="169" />
        <source>Complete the condition first.</source>
        <translation>请先把条件填写完整。</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/select_query.py" line="173" />
        <source>{count} of {total} found; {selected} selected</source>
        <translation>共 {total} 个，找到 {count} 个；已选 {selected} 个</translation>
    </message>
</context><context>
    <name>SetValueDialog</name>
    <message>
        <location filename="../../siting_tool/dialogs/set_value.py" line="41" />
        <source>Set a value</source>
        <translation>赋值</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/set_value.py" line="65" />
        <location filename="../../siting_tool/dialogs/set_value.py" line="44" />
        <source>Column</source>
        <translation>列</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/set_value.py" line="66" />
        <location filename="../../siting_tool/dialogs/set_value.py" line="54" />
        <source>Value</source>
        <translation>取值</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/set_value.py" line="62" />
        <source>{count} features get this value:</source>
        <translation>{count} 个要素将赋此值：</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/set_value.py" line="93" />
        <source>yes</source>
        <translation>是</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/set_value.py" line="94" />
        <source>no</source>
        <translation>否</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/set_value.py" line="100" />
        <source>not known</source>
        <translation>不详</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/set_value.py" line="113" />
        <source>This is no value of the column; allowed: {bounds}</source>
        <translation>该列不接受此值；允许：{bounds}</translation>
    </message>
</context><context>
    <name>SheetPreview</name>
    <message>
        <location filename="../../siting_tool/dialogs/sheet_preview.py" line="107" />
        <source>Preview of the site plans</source>
        <translation>图纸预览</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/sheet_preview.py" line="108" />
        <source>Sheets</source>
        <translation>图纸</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/sheet_preview.py" line="109" />
        <source>Zoom</source>
        <translation>缩放</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/sheet_preview.py" line="110" />
        <source>Whole page</source>
        <translation>整页</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/sheet_preview.py" line="114" />
        <source>Page</source>
        <translation>页面</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/sheet_preview.py" line="129" />
        <location filename="../../siting_tool/dialogs/sheet_preview.py" line="115" />
        <source>Drawing the sheets…</source>
        <translation>正在绘制图纸…</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/sheet_preview.py" line="117" />
        <source>Previous page</source>
        <translation>上一页</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/sheet_preview.py" line="118" />
        <source>Next page</source>
        <translation>下一页</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/sheet_preview.py" line="195" />
        <source>Page {page} of {count}</source>
        <translation>第 {page} 页，共 {count} 页</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/sheet_preview.py" line="220" />
        <source>House laterals into existing sewers</source>
        <translation>接入现有管道的接户管</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/sheet_preview.py" line="222" />
        <source>Township</source>
        <translation>全镇</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/sheet_preview.py" line="223" />
        <source>Village: {subject}</source>
        <translation>村：{subject}</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/sheet_preview.py" line="224" />
        <source>Public toilets</source>
        <translation>公厕</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/sheet_preview.py" line="225" />
        <source>Sewer: {subject}</source>
        <translation>管网：{subject}</translation>
    </message>
</context><context>
    <name>SiteForm</name>
    <message>
        <location filename="../../siting_tool/docks/site_form.py" line="66" />
        <location filename="../../siting_tool/docks/site_form.py" line="61" />
        <source>Question</source>
        <translation>目标</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/site_form.py" line="67" />
        <source>Walking distance</source>
        <translation>步行距离</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/site_form.py" line="68" />
        <source>Toilets in all</source>
        <translation>公厕总数</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/site_form.py" line="69" />
        <source>Budget (yuan)</source>
        <translation>预算（元）</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/site_form.py" line="74" />
        <source>as set</source>
        <translation>按参数取值</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/site_form.py" line="76" />
        <location filename="../../siting_tool/docks/site_form.py" line="75" />
        <source>not limited</source>
        <translation>不限</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/site_form.py" line="78" />
        <source>Longest walk along roads and paths that counts as served</source>
        <translation>沿道路小径步行不超过此距离视为覆盖</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/site_form.py" line="81" />
        <source>Existing toilets that stay are part of this number</source>
        <translation>包括保留的既有公厕</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/site_form.py" line="83" />
        <source>Money for toilets to be built or opened</source>
        <translation>用于新建或开放公厕的资金</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/site_form.py" line="88" />
        <source>Cover everyone, least money</source>
        <translation>全部覆盖，花费最少</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/site_form.py" line="89" />
        <source>Most people, limited means</source>
        <translation>限定数量或预算，覆盖最多</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/site_form.py" line="90" />
        <source>Shortest walks on average</source>
        <translation>限定数量，步行最短</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/site_form.py" line="91" />
        <source>Nobody walks too far</source>
        <translation>最远步行距离最短</translation>
    </message>
</context><context>
    <name>SiteMoving</name>
    <message>
        <location filename="../../siting_tool/commands/site_moving.py" line="96" />
        <source>Drag a toilet: coverage and walks follow.</source>
        <translation>请拖动公厕：覆盖与步行距离随之更新。</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/site_moving.py" line="119" />
        <source>Covered {persons} ({change}), mean walk {walk} ({walk_change})</source>
        <translation>覆盖 {persons} 人（{change}），平均步行 {walk}（{walk_change}）</translation>
    </message>
</context><context>
    <name>SourceCommands</name>
    <message>
        <location filename="../../siting_tool/commands/source_commands.py" line="93" />
        <source>Join a ledger</source>
        <translation>连接台账</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/source_commands.py" line="108" />
        <source>{count} rows of {file} joined.</source>
        <translation>已连接 {file} 的 {count} 行。</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/source_commands.py" line="117" />
        <source>Take an edited ledger back</source>
        <translation>读回修改过的台账</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/source_commands.py" line="152" />
        <source>{count} values differ from the plan.</source>
        <translation>有 {count} 处与方案不同。</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/source_commands.py" line="155" />
        <source>Not in the project, left out: {ids}</source>
        <translation>项目中没有、未采用：{ids}</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/source_commands.py" line="158" />
        <source>Differences of the ledger</source>
        <translation>台账的不同之处</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/source_commands.py" line="161" />
        <source>Household</source>
        <translation>农户</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/source_commands.py" line="239" />
        <location filename="../../siting_tool/commands/source_commands.py" line="162" />
        <source>Column</source>
        <translation>字段</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/source_commands.py" line="240" />
        <location filename="../../siting_tool/commands/source_commands.py" line="163" />
        <source>Until now</source>
        <translation>原值</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/source_commands.py" line="164" />
        <source>Ledger</source>
        <translation>台账</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/source_commands.py" line="244" />
        <location filename="../../siting_tool/commands/source_commands.py" line="167" />
        <source>Take over</source>
        <translation>采用</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/source_commands.py" line="181" />
        <source>Changed since they were read: {files}.</source>
        <translation>读取后有改动的来源：{files}。</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/source_commands.py" line="185" />
        <source>Show the differences…</source>
        <translation>查看不同之处…</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/source_commands.py" line="209" />
        <source>No source changed since it was read.</source>
        <translation>各来源自读取以来均未改动。</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/source_commands.py" line="215" />
        <source>The sources changed, but not what is read of them.</source>
        <translation>来源文件有改动，但读取的内容没有变化。</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/source_commands.py" line="227" />
        <source>{count} differences. What you edited or decided by hand stays, and the whole can be undone.</source>
        <translation>共 {count} 处不同。您的编辑和人工决定会保留，整个操作可以撤销。</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/source_commands.py" line="233" />
        <source>Differences of the sources</source>
        <translation>来源的不同之处</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/source_commands.py" line="236" />
        <source>Layer</source>
        <translation>图层</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/source_commands.py" line="237" />
        <source>What</source>
        <translation>变化</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/source_commands.py" line="238" />
        <source>Feature</source>
        <translation>要素</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/source_commands.py" line="241" />
        <source>Source</source>
        <translation>来源</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/source_commands.py" line="257" />
        <source>The project was edited meanwhile; please try again.</source>
        <translation>期间项目已被编辑，请重试。</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/source_commands.py" line="266" />
        <source>data report</source>
        <translation>数据报告</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/source_commands.py" line="269" />
        <source>Export the data report</source>
        <translation>导出数据报告</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/source_commands.py" line="290" />
        <source>Data report written to {file}.</source>
        <translation>数据报告已写入 {file}。</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/source_commands.py" line="297" />
        <source>Tables (*.xlsx *.xls *.ods *.csv *.txt);;All files (*)</source>
        <translation>表格 (*.xlsx *.xls *.ods *.csv *.txt);;所有文件 (*)</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/source_commands.py" line="316" />
        <source>and {count} more</source>
        <translation>另有 {count} 条</translation>
    </message>
</context><context>
    <name>SourceDetails</name>
    <message>
        <location filename="../../siting_tool/dialogs/source_details.py" line="71" />
        <source>Leave out exact copies</source>
        <translation>去掉完全相同的要素</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/source_details.py" line="76" />
        <source>Unit of the heights</source>
        <translation>高程单位</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/source_details.py" line="77" />
        <source>Heights: as the file says</source>
        <translation>高程：按文件</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/source_details.py" line="78" />
        <source>Heights in metres</source>
        <translation>高程为米</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/source_details.py" line="79" />
        <source>Heights in feet</source>
        <translation>高程为英尺</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/source_details.py" line="84" />
        <source>Where the features would lie</source>
        <translation>要素将位于何处</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/source_details.py" line="86" />
        <source>Red: this file. Grey: the other files and layers.</source>
        <translation>红色：本文件；灰色：其他文件和图层。</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/source_details.py" line="148" />
        <source>Longitude or easting</source>
        <translation>经度或横坐标</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/source_details.py" line="149" />
        <source>Latitude or northing</source>
        <translation>纬度或纵坐标</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/source_details.py" line="210" />
        <source>Its place is not known yet.</source>
        <translation>位置尚不确定。</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/source_details.py" line="220" />
        <source>Take the shift of {map} off</source>
        <translation>去除 {map} 偏移</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/source_details.py" line="254" />
        <source>Field</source>
        <translation>字段</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/source_details.py" line="255" />
        <source>Column of the file</source>
        <translation>文件中的列</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/source_details.py" line="256" />
        <source>First values</source>
        <translation>前几个值</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/source_details.py" line="257" />
        <source>Recognised by</source>
        <translation>识别依据</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/source_details.py" line="274" />
        <source>Which column means what</source>
        <translation>各列的含义</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/source_details.py" line="275" />
        <source>First rows of the file</source>
        <translation>文件的前几行</translation>
    </message>
</context><context>
    <name>SourceList</name>
    <message>
        <location filename="../../siting_tool/dialogs/source_list.py" line="49" />
        <source>Files to be read</source>
        <translation>要读取的文件</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/source_list.py" line="52" />
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/source_list.py" line="112" />
        <location filename="../../siting_tool/dialogs/source_list.py" line="53" />
        <source>What it is</source>
        <translation>内容</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/source_list.py" line="54" />
        <source>Features</source>
        <translation>要素数</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/source_list.py" line="55" />
        <source>Encoding</source>
        <translation>编码</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/source_list.py" line="56" />
        <source>Coordinates</source>
        <translation>坐标</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/source_list.py" line="57" />
        <source>Phone map</source>
        <translation>手机地图</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/source_list.py" line="113" />
        <source>(leave out)</source>
        <translation>（不读取）</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/source_list.py" line="117" />
        <source>Ledger, joined to: {layer}</source>
        <translation>台账，连接到：{layer}</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/source_list.py" line="132" />
        <source>Encoding of the text</source>
        <translation>文字编码</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/source_list.py" line="139" />
        <source>Coordinates: choose, or type an EPSG code</source>
        <translation>坐标系：选择，或输入 EPSG 代码</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/source_list.py" line="145" />
        <source>as the file says: {crs}</source>
        <translation>按文件：{crs}</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/source_list.py" line="178" />
        <source>Taken with a phone map?</source>
        <translation>是否用手机地图采集？</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/source_list.py" line="179" />
        <source>no</source>
        <translation>否</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/source_list.py" line="180" />
        <source>Gaode, Tencent (GCJ-02)</source>
        <translation>高德、腾讯（GCJ-02）</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/source_list.py" line="181" />
        <source>Baidu (BD-09)</source>
        <translation>百度（BD-09）</translation>
    </message>
</context><context>
    <name>SourcesDialog</name>
    <message>
        <location filename="../../siting_tool/dialogs/new_project.py" line="128" />
        <source>New project</source>
        <translation>新项目</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/new_project.py" line="130" />
        <source>Import data</source>
        <translation>导入数据</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/new_project.py" line="134" />
        <source>Drop files here: shapefiles, GeoPackage, Excel, CSV, KML, GeoTIFF, archives. Check what each one is taken for.</source>
        <translation>把文件拖到这里：Shapefile、GeoPackage、Excel、CSV、KML、GeoTIFF、压缩包。请核对每个文件的内容。</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/new_project.py" line="140" />
        <source>Add files…</source>
        <translation>添加文件…</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/new_project.py" line="141" />
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/new_project.py" line="144" />
        <location filename="../../siting_tool/dialogs/new_project.py" line="143" />
        <source>Parameters for</source>
        <translation>参数方案</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/new_project.py" line="153" />
        <source>Add files</source>
        <translation>添加文件</translation>
    </message>
    <message>
        <location filename="../../siting_tool/dialogs/new_project.py" line="198" />
        <source>Still missing for a first plan: {layers}</source>
        <translation>做初步方案还缺：{layers}</translation>
    </message>
</context><context>
    <name>StartPage</name>
    <message>
        <location filename="../../siting_tool/docks/start_page.py" line="66" />
        <source>Start</source>
        <translation>开始</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/start_page.py" line="70" />
        <source>Rural toilets, planned from your files</source>
        <translation>用您的文件规划乡村厕所</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/start_page.py" line="72" />
        <source>Where public toilets go, and what toilet each household gets. Drop your files anywhere in this window, or begin here.</source>
        <translation>公厕建在哪里，每户用哪种厕所。把文件拖到窗口任意处，或从这里开始。</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/start_page.py" line="79" />
        <location filename="../../siting_tool/docks/start_page.py" line="78" />
        <source>Recent projects</source>
        <translation>最近的项目</translation>
    </message>
</context><context>
    <name>StatusFields</name>
    <message>
        <location filename="../../siting_tool/window_status.py" line="61" />
        <source>Status</source>
        <translation>状态</translation>
    </message>
    <message>
        <location filename="../../siting_tool/window_status.py" line="66" />
        <source>Coordinates</source>
        <translation>坐标</translation>
    </message>
    <message>
        <location filename="../../siting_tool/window_status.py" line="67" />
        <source>Scale</source>
        <translation>比例尺</translation>
    </message>
    <message>
        <location filename="../../siting_tool/window_status.py" line="68" />
        <source>Coordinate reference system</source>
        <translation>坐标系</translation>
    </message>
    <message>
        <location filename="../../siting_tool/window_status.py" line="69" />
        <source>Selected features</source>
        <translation>所选要素</translation>
    </message>
    <message>
        <location filename="../../siting_tool/window_status.py" line="70" />
        <source>Saved or not</source>
        <translation>是否已保存</translation>
    </message>
    <message>
        <location filename="../../siting_tool/window_status.py" line="76" />
        <source>{count} selected</source>
        <translation>已选 {count}</translation>
    </message>
    <message>
        <location filename="../../siting_tool/window_status.py" line="79" />
        <source>Saved</source>
        <translation>已保存</translation>
    </message>
    <message>
        <location filename="../../siting_tool/window_status.py" line="80" />
        <source>Not saved</source>
        <translation>未保存</translation>
    </message>
</context><context>
    <name>TaskPanel</name>
    <message>
        <location filename="../../siting_tool/docks/task_panel.py" line="104" />
        <source>Task</source>
        <translation>任务</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/task_panel.py" line="118" />
        <source>1 Data</source>
        <translation>1 数据</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/task_panel.py" line="119" />
        <source>2 Public toilets</source>
        <translation>2 公厕选址</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/task_panel.py" line="120" />
        <source>3 Household toilets</source>
        <translation>3 户厕改造</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/task_panel.py" line="121" />
        <source>4 Sheets</source>
        <translation>4 成果</translation>
    </message>
</context><context>
    <name>Tasks</name>
    <message>
        <location filename="../../siting_tool/window_tasks.py" line="38" />
        <source>Open a project or make a new one from your files.</source>
        <translation>打开项目，或用您的文件新建项目。</translation>
    </message>
    <message>
        <location filename="../../siting_tool/window_tasks.py" line="48" />
        <source>No terrain: sewer levels cannot be worked out.</source>
        <translation>缺地形：无法计算管道标高。</translation>
    </message>
    <message>
        <location filename="../../siting_tool/window_tasks.py" line="62" />
        <source>Missing: {layers}</source>
        <translation>缺少：{layers}</translation>
    </message>
    <message>
        <location filename="../../siting_tool/window_tasks.py" line="71" />
        <source>Not run yet.</source>
        <translation>尚未运行。</translation>
    </message>
    <message>
        <location filename="../../siting_tool/window_tasks.py" line="72" />
        <source>Last run {moment}</source>
        <translation>上次运行 {moment}</translation>
    </message>
    <message>
        <location filename="../../siting_tool/window_tasks.py" line="74" />
        <source>Data or parameters changed since; run again.</source>
        <translation>此后数据或参数有变，请重新运行。</translation>
    </message>
    <message>
        <location filename="../../siting_tool/window_tasks.py" line="81" />
        <source>Sheets need a plan first.</source>
        <translation>需先有方案才能出图。</translation>
    </message>
</context></TS>
