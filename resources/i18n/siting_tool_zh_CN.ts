<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1">
<context>
    <name>Actions</name>
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
        <location filename="../../siting_tool/commands/map_commands.py" line="25" />
        <source>Select</source>
        <translation>选择</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/map_commands.py" line="26" />
        <source>Click or drag a rectangle; Ctrl adds or takes away</source>
        <translation>点选或拉框选择；按住 Ctrl 增减</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/map_commands.py" line="32" />
        <source>Select by lasso</source>
        <translation>套索选择</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/map_commands.py" line="33" />
        <source>Draw a free line around the features</source>
        <translation>围绕要素画一条自由线</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/map_commands.py" line="39" />
        <source>Pan</source>
        <translation>平移</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/map_commands.py" line="40" />
        <source>Drag the map; the middle button always does so</source>
        <translation>拖动地图；任何工具下都可用鼠标中键拖动</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/map_commands.py" line="46" />
        <source>Zoom to a rectangle</source>
        <translation>拉框放大</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/map_commands.py" line="47" />
        <source>Drag a rectangle to see it enlarged</source>
        <translation>拉一个矩形，放大显示</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/map_commands.py" line="53" />
        <source>Measure a distance</source>
        <translation>量距离</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/map_commands.py" line="54" />
        <source>Click along the way; right click ends</source>
        <translation>沿路线单击，右键结束</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/map_commands.py" line="60" />
        <source>Measure an area</source>
        <translation>量面积</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/map_commands.py" line="61" />
        <source>Click around the area; right click ends</source>
        <translation>沿范围单击，右键结束</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/map_commands.py" line="138" />
        <source>Show everything</source>
        <translation>全图</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/map_commands.py" line="139" />
        <source>Zooms to the whole township</source>
        <translation>缩放到整个乡镇</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/map_commands.py" line="148" />
        <source>Zoom in</source>
        <translation>放大</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/map_commands.py" line="156" />
        <source>Zoom out</source>
        <translation>缩小</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/map_commands.py" line="164" />
        <source>Zoom to the selection</source>
        <translation>缩放到所选</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/map_commands.py" line="171" />
        <source>Clear the selection</source>
        <translation>清除选择</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/map_commands.py" line="178" />
        <source>Legend on the map</source>
        <translation>在地图上显示图例</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/map_commands.py" line="184" />
        <source>Snap to vertices</source>
        <translation>捕捉到节点</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/map_commands.py" line="190" />
        <source>Copy the map as a picture</source>
        <translation>复制地图为图片</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/map_commands.py" line="191" />
        <source>Puts the map with its legend on the clipboard</source>
        <translation>把地图连同图例放入剪贴板</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/file_commands.py" line="49" />
        <source>Open project…</source>
        <translation>打开项目…</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/file_commands.py" line="50" />
        <source>Opens a project file (.gpkg)</source>
        <translation>打开项目文件（.gpkg）</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/file_commands.py" line="58" />
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/file_commands.py" line="59" />
        <source>Saves the project with all edits and plans</source>
        <translation>保存项目，连同全部编辑和方案</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/file_commands.py" line="67" />
        <source>Save as…</source>
        <translation>另存为…</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/file_commands.py" line="68" />
        <source>Saves the project in another file</source>
        <translation>把项目保存到另一个文件</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/file_commands.py" line="75" />
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/plan_commands.py" line="76" />
        <source>Choose public toilet sites</source>
        <translation>公厕选址</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/plan_commands.py" line="77" />
        <source>Works out where public toilets should stand</source>
        <translation>计算公厕应建在哪里</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/plan_commands.py" line="85" />
        <source>Choose household toilets</source>
        <translation>户厕改造选型</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/plan_commands.py" line="86" />
        <source>Works out sewer, septic tank or dry toilet for every household</source>
        <translation>为每户确定纳管、化粪池或旱厕</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/plan_commands.py" line="96" />
        <source>Cancel the run</source>
        <translation>取消运行</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/plan_commands.py" line="97" />
        <source>Stops what is running; nothing is changed</source>
        <translation>停止正在进行的运行，不作任何改动</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/edit_commands.py" line="37" />
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/edit_commands.py" line="38" />
        <source>Takes the last change back</source>
        <translation>撤销上一步改动</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/edit_commands.py" line="46" />
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/edit_commands.py" line="47" />
        <source>Makes the change again that was taken back</source>
        <translation>重做刚撤销的改动</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/edit_commands.py" line="56" />
        <source>Let the program choose the mode</source>
        <translation>由程序选择模式</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/edit_commands.py" line="57" />
        <source>Takes the decision by hand for the selected households back</source>
        <translation>取消所选农户的人工指定</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/edit_commands.py" line="69" />
        <source>Sets the mode of the selected households by hand</source>
        <translation>人工指定所选农户的改造模式</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/edit_commands.py" line="108" />
        <source>Mode: sewer connection</source>
        <translation>模式：纳管</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/edit_commands.py" line="109" />
        <source>Mode: septic tank</source>
        <translation>模式：化粪池</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/edit_commands.py" line="110" />
        <source>Mode: dry toilet</source>
        <translation>模式：旱厕</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/edit_commands.py" line="111" />
        <source>Mode: keep the existing toilet</source>
        <translation>模式：保留原厕</translation>
    </message>
</context><context>
    <name>Cards</name>
    <message>
        <location filename="../../siting_tool/docks/cards.py" line="52" />
        <source>Household</source>
        <translation>农户</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/cards.py" line="58" />
        <source>Known of the household</source>
        <translation>农户资料</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/cards.py" line="71" />
        <source>Modes compared</source>
        <translation>模式比较</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/cards.py" line="75" />
        <source>Share of the sewer</source>
        <translation>分摊管网费用</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/cards.py" line="102" />
        <source>Set by hand</source>
        <translation>人工指定</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/cards.py" line="104" />
        <source>Something is not known: check on site</source>
        <translation>有情况不明：需现场核实</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/cards.py" line="107" />
        <source>Uncertain: the choice holds in {share} of varied plans</source>
        <translation>待复核：在 {share} 的变动方案中结果不变</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/cards.py" line="118" />
        <source>Mode</source>
        <translation>模式</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/cards.py" line="119" />
        <source>Feasible</source>
        <translation>可行</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/cards.py" line="136" />
        <location filename="../../siting_tool/docks/cards.py" line="120" />
        <source>Whole-life cost</source>
        <translation>全寿命费用</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/cards.py" line="133" />
        <source>Cost now</source>
        <translation>投资</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/cards.py" line="134" />
        <source>Cost per year</source>
        <translation>年运行费</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/cards.py" line="142" />
        <source>Cost of the override</source>
        <translation>指定增加费用</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/cards.py" line="162" />
        <source>Rules: {mode}</source>
        <translation>条件核对：{mode}</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/cards.py" line="176" />
        <source>What would change the choice</source>
        <translation>什么会改变选择</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/cards.py" line="182" />
        <source>{money} per year</source>
        <translation>{money}/年</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/cards.py" line="188" />
        <source>Cost items</source>
        <translation>费用明细</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/cards.py" line="193" />
        <source>Nearest toilet</source>
        <translation>最近公厕</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/cards.py" line="194" />
        <source>Walk</source>
        <translation>步行距离</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/cards.py" line="196" />
        <source>Way to the public toilet</source>
        <translation>如厕路程</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/cards.py" line="215" />
        <source>Public toilet</source>
        <translation>公厕</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/cards.py" line="218" />
        <source>Locked: every run keeps it</source>
        <translation>已锁定：每次运行都保留</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/cards.py" line="219" />
        <source>Forbidden: no run will choose it</source>
        <translation>已禁止：运行不会选用</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/cards.py" line="220" />
        <source>Required: every run must choose it</source>
        <translation>已指定：每次运行必须选用</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/cards.py" line="236" />
        <source>Siting rules checked</source>
        <translation>选址条件核对</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/cards.py" line="270" />
        <source>{count} selected</source>
        <translation>已选 {count}</translation>
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
    <name>FileCommands</name>
    <message>
        <location filename="../../siting_tool/commands/file_commands.py" line="100" />
        <source>Open project</source>
        <translation>打开项目</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/file_commands.py" line="137" />
        <location filename="../../siting_tool/commands/file_commands.py" line="102" />
        <source>Projects (*.gpkg)</source>
        <translation>项目文件 (*.gpkg)</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/file_commands.py" line="135" />
        <source>Save project as</source>
        <translation>项目另存为</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/file_commands.py" line="158" />
        <source>Saved in {file}.</source>
        <translation>已保存到 {file}。</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/file_commands.py" line="171" />
        <source>Unsaved changes</source>
        <translation>有未保存的改动</translation>
    </message>
    <message>
        <location filename="../../siting_tool/commands/file_commands.py" line="172" />
        <source>The project has changes that are not saved. Save them?</source>
        <translation>项目有未保存的改动，是否保存？</translation>
    </message>
</context><context>
    <name>Inspector</name>
    <message>
        <location filename="../../siting_tool/docks/inspector.py" line="108" />
        <source>Details</source>
        <translation>详情</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/inspector.py" line="112" />
        <source>Details of the selection</source>
        <translation>所选要素详情</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/inspector.py" line="113" />
        <source>Change to</source>
        <translation>改为</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/inspector.py" line="114" />
        <source>Renovation mode</source>
        <translation>改造模式</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/inspector.py" line="115" />
        <source>Set the mode</source>
        <translation>指定模式</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/inspector.py" line="117" />
        <source>Sets the mode by hand; every run keeps it</source>
        <translation>人工指定模式，每次运行都保留</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/inspector.py" line="119" />
        <source>Program's choice</source>
        <translation>由程序选择</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/inspector.py" line="121" />
        <source>Takes the decision by hand back; the next run chooses again</source>
        <translation>取消人工指定，下次运行重新选择</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/inspector.py" line="125" />
        <source>Lock</source>
        <translation>锁定</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/inspector.py" line="126" />
        <source>Every run keeps this toilet where it is</source>
        <translation>每次运行都保留此公厕位置</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/inspector.py" line="129" />
        <source>Forbid</source>
        <translation>禁止</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/inspector.py" line="130" />
        <source>No run chooses this place</source>
        <translation>运行不会选用此处</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/inspector.py" line="133" />
        <source>Require</source>
        <translation>必选</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/inspector.py" line="134" />
        <source>Every run must choose this place</source>
        <translation>每次运行必须选用此处</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/inspector.py" line="171" />
        <source>Nothing is selected. Click a household, a toilet or a pipe on the map to see what is known of it and why the program decided as it did.</source>
        <translation>尚未选择。在地图上单击农户、公厕或管段，可查看其资料以及程序这样决定的理由。</translation>
    </message>
</context><context>
    <name>JobBar</name>
    <message>
        <location filename="../../siting_tool/docks/job_bar.py" line="40" />
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/job_bar.py" line="45" />
        <source>Cancel (Esc)</source>
        <translation>取消 (Esc)</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/job_bar.py" line="64" />
        <source>Working…</source>
        <translation>正在运行…</translation>
    </message>
</context><context>
    <name>LayerPanel</name>
    <message>
        <location filename="../../siting_tool/docks/layer_panel.py" line="90" />
        <location filename="../../siting_tool/docks/layer_panel.py" line="83" />
        <source>Layers</source>
        <translation>图层</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/layer_panel.py" line="87" />
        <source>Opacity</source>
        <translation>不透明度</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/layer_panel.py" line="88" />
        <source>Opacity of the layer</source>
        <translation>图层不透明度</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/layer_panel.py" line="89" />
        <source>How strongly the current layer is drawn</source>
        <translation>当前图层的显示浓淡</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/layer_panel.py" line="92" />
        <source>Tick to show, drag to reorder, F2 to rename, double-click to zoom to the layer</source>
        <translation>勾选以显示，拖动以排序，F2 重命名，双击缩放到图层</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/layer_panel.py" line="198" />
        <source>Zoom to the layer</source>
        <translation>缩放到图层</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/layer_panel.py" line="199" />
        <source>Open the attribute table</source>
        <translation>打开属性表</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/layer_panel.py" line="200" />
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/layer_panel.py" line="201" />
        <source>Use the usual name</source>
        <translation>恢复原名</translation>
    </message>
</context><context>
    <name>MainWindow</name>
    <message>
        <location filename="../../siting_tool/window.py" line="192" />
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <location filename="../../siting_tool/window.py" line="193" />
        <source>&amp;Edit</source>
        <translation>编辑(&amp;E)</translation>
    </message>
    <message>
        <location filename="../../siting_tool/window.py" line="194" />
        <source>&amp;Map</source>
        <translation>地图(&amp;M)</translation>
    </message>
    <message>
        <location filename="../../siting_tool/window.py" line="195" />
        <source>&amp;Plan</source>
        <translation>规划(&amp;P)</translation>
    </message>
    <message>
        <location filename="../../siting_tool/window.py" line="196" />
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <location filename="../../siting_tool/window.py" line="204" />
        <source>Toolbar</source>
        <translation>工具栏</translation>
    </message>
    <message>
        <location filename="../../siting_tool/window.py" line="220" />
        <source>New project</source>
        <translation>新项目</translation>
    </message>
    <message>
        <location filename="../../siting_tool/window.py" line="221" />
        <source>Rural Toilet Planner</source>
        <translation>乡村厕所规划</translation>
    </message>
    <message>
        <location filename="../../siting_tool/window.py" line="231" />
        <source>Area {area} m², around it {length}</source>
        <translation>面积 {area} m²，周长 {length}</translation>
    </message>
    <message>
        <location filename="../../siting_tool/window.py" line="234" />
        <source>Length {length}</source>
        <translation>长度 {length}</translation>
    </message>
    <message>
        <location filename="../../siting_tool/window.py" line="278" />
        <source>Close the panel</source>
        <translation>关闭面板</translation>
    </message>
    <message>
        <location filename="../../siting_tool/window.py" line="279" />
        <source>Detach the panel</source>
        <translation>浮动面板</translation>
    </message>
</context><context>
    <name>MapCanvas</name>
    <message>
        <location filename="../../siting_tool/map_canvas/canvas.py" line="87" />
        <source>Map</source>
        <translation>地图</translation>
    </message>
</context><context>
    <name>MessageBar</name>
    <message>
        <location filename="../../siting_tool/docks/message_bar.py" line="71" />
        <source>Message</source>
        <translation>消息</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/message_bar.py" line="76" />
        <source>Show details</source>
        <translation>显示详情</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/message_bar.py" line="77" />
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/message_bar.py" line="79" />
        <location filename="../../siting_tool/docks/message_bar.py" line="78" />
        <source>Close the message</source>
        <translation>关闭消息</translation>
    </message>
</context><context>
    <name>NumberStrip</name>
    <message>
        <location filename="../../siting_tool/docks/number_strip.py" line="43" />
        <source>Figures of the plan</source>
        <translation>方案数据</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/number_strip.py" line="71" />
        <source>New toilets</source>
        <translation>新建公厕</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/number_strip.py" line="72" />
        <source>Existing</source>
        <translation>既有</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/number_strip.py" line="73" />
        <source>Opened</source>
        <translation>开放内部厕所</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/number_strip.py" line="79" />
        <source>Covered</source>
        <translation>覆盖人口</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/number_strip.py" line="84" />
        <source>Walk, mean / longest</source>
        <translation>步行：平均 / 最远</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/number_strip.py" line="86" />
        <source>Toilets cost</source>
        <translation>公厕投资</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/number_strip.py" line="101" />
        <source>Households cost</source>
        <translation>户厕投资</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/number_strip.py" line="106" />
        <source>Sewers</source>
        <translation>污水管</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/number_strip.py" line="111" />
        <source>Uncertain</source>
        <translation>待复核</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/number_strip.py" line="116" />
        <source>By hand</source>
        <translation>人工指定</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/number_strip.py" line="128" />
        <source>Click to select what is behind the number</source>
        <translation>单击可选中该数字对应的要素</translation>
    </message>
</context><context>
    <name>PlanCommands</name>
    <message>
        <location filename="../../siting_tool/commands/plan_commands.py" line="147" />
        <source>The run was cancelled; nothing was changed.</source>
        <translation>运行已取消，未作任何改动。</translation>
    </message>
</context><context>
    <name>SiteForm</name>
    <message>
        <location filename="../../siting_tool/docks/site_form.py" line="59" />
        <location filename="../../siting_tool/docks/site_form.py" line="54" />
        <source>Question</source>
        <translation>目标</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/site_form.py" line="60" />
        <source>Walking distance</source>
        <translation>步行距离</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/site_form.py" line="61" />
        <source>Toilets in all</source>
        <translation>公厕总数</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/site_form.py" line="62" />
        <source>Budget (yuan)</source>
        <translation>预算（元）</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/site_form.py" line="67" />
        <source>as the parameters say</source>
        <translation>按参数取值</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/site_form.py" line="69" />
        <location filename="../../siting_tool/docks/site_form.py" line="68" />
        <source>not limited</source>
        <translation>不限</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/site_form.py" line="71" />
        <source>Longest walk along roads and paths that counts as served</source>
        <translation>沿道路小径步行不超过此距离视为覆盖</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/site_form.py" line="74" />
        <source>Existing toilets that stay are part of this number</source>
        <translation>包括保留的既有公厕</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/site_form.py" line="76" />
        <source>Money for toilets to be built or opened</source>
        <translation>用于新建或开放公厕的资金</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/site_form.py" line="81" />
        <source>Cover everyone for the least money</source>
        <translation>全部覆盖，花费最少</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/site_form.py" line="82" />
        <source>Do the most with a number or a budget</source>
        <translation>限定数量或预算，覆盖最多</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/site_form.py" line="83" />
        <source>Shortest walks with a number of toilets</source>
        <translation>限定数量，步行最短</translation>
    </message>
    <message>
        <location filename="../../siting_tool/docks/site_form.py" line="84" />
        <source>Nobody walks too far</source>
        <translation>最远步行距离最短</translation>
    </message>
</context><context>
    <name>StatusFields</name>
    <message>
        <location filename="../../siting_tool/window_status.py" line="52" />
        <source>Status</source>
        <translation>状态</translation>
    </message>
    <message>
        <location filename="../../siting_tool/window_status.py" line="57" />
        <source>Coordinates</source>
        <translation>坐标</translation>
    </message>
    <message>
        <location filename="../../siting_tool/window_status.py" line="58" />
        <source>Scale</source>
        <translation>比例尺</translation>
    </message>
    <message>
        <location filename="../../siting_tool/window_status.py" line="59" />
        <source>Coordinate reference system</source>
        <translation>坐标系</translation>
    </message>
    <message>
        <location filename="../../siting_tool/window_status.py" line="60" />
        <source>Selected features</source>
        <translation>所选要素</translation>
    </message>
    <message>
        <location filename="../../siting_tool/window_status.py" line="61" />
        <source>Saved or not</source>
        <translation>是否已保存</translation>
    </message>
    <message>
        <location filename="../../siting_tool/window_status.py" line="67" />
        <source>{count} selected</source>
        <translation>已选 {count}</translation>
    </message>
    <message>
        <location filename="../../siting_tool/window_status.py" line="73" />
        <source>Saved</source>
        <translation>已保存</translation>
    </message>
    <message>
        <location filename="../../siting_tool/window_status.py" line="75" />
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
        <location filename="../../siting_tool/window_tasks.py" line="47" />
        <source>No terrain: sewer levels cannot be worked out.</source>
        <translation>缺地形：无法计算管道标高。</translation>
    </message>
    <message>
        <location filename="../../siting_tool/window_tasks.py" line="61" />
        <source>Missing: {layers}</source>
        <translation>缺少：{layers}</translation>
    </message>
    <message>
        <location filename="../../siting_tool/window_tasks.py" line="70" />
        <source>Not run yet.</source>
        <translation>尚未运行。</translation>
    </message>
    <message>
        <location filename="../../siting_tool/window_tasks.py" line="71" />
        <source>Last run {moment}</source>
        <translation>上次运行 {moment}</translation>
    </message>
    <message>
        <location filename="../../siting_tool/window_tasks.py" line="73" />
        <source>Data or parameters changed since; run again.</source>
        <translation>此后数据或参数有变，请重新运行。</translation>
    </message>
    <message>
        <location filename="../../siting_tool/window_tasks.py" line="80" />
        <source>Sheets need a plan first.</source>
        <translation>需先有方案才能出图。</translation>
    </message>
</context></TS>
