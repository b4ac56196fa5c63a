package io.datastorage.bench;

import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.block.BlockBorder;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.RangeType;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Dimension;
import java.awt.Font;
import java.awt.geom.Rectangle2D;
import java.io.IOException;
import java.io.StringWriter;
import java.text.NumberFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;

/**
 * Lines over time, beginning at zero.
 *
 * @param time what the horizontal axis counts
 * @param unit what the vertical one does
 * @param logarithmic whether the vertical one shows powers of ten, and no zero
 */
record Plot(String title, String time, String unit, boolean logarithmic, List<Series> series) {
    private static final int WIDTH = 620;
    private static final int HEIGHT = 260;
    private static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 14);
    private static final Font TEXT = new Font(Font.SANS_SERIF, Font.PLAIN, 11);
    private static final BasicStroke LINE = new BasicStroke(1.4f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
    /** Told apart by those who see no red or green, too (Okabe and Ito, Color Universal Design). */
    private static final List<Color> COLOURS = List.of(new Color(0x0072B2), new Color(0xD55E00), new Color(0x009E73),
            new Color(0xCC79A7), new Color(0xE69F00), new Color(0x56B4E9), Color.BLACK, new Color(0x8C6D31));

    /** The plot as an {@code svg} element; its ids begin with a prefix, as those of one page must differ. */
    String svg(String prefix) {
        XYSeriesCollection data = new XYSeriesCollection();
        XYLineAndShapeRenderer lines = new XYLineAndShapeRenderer(true, false);
        lines.setDrawSeriesLineAsPath(true);
        lines.setAutoPopulateSeriesStroke(false);
        lines.setDefaultStroke(LINE);
        for (Series each : series) {
            lines.setSeriesPaint(data.getSeriesCount(), COLOURS.get(data.getSeriesCount() % COLOURS.size()));
            XYSeries points = new XYSeries(each.name());
            for (int i = 0; i < each.x().length; i++) {
                if (Double.isFinite(each.y()[i]) && (!logarithmic || each.y()[i] > 0)) {
                    points.add(each.x()[i], each.y()[i]);
                }
            }
            data.addSeries(points);
        }
        NumberAxis times = new NumberAxis(time);
        times.setAutoRangeIncludesZero(false);
        XYPlot plot = new XYPlot(data, styled(times), styled(logarithmic ? powers() : fromZero()), lines);
        plot.setBackgroundPaint(Color.WHITE);
        plot.setDomainGridlinePaint(Color.LIGHT_GRAY);
        plot.setRangeGridlinePaint(Color.LIGHT_GRAY);
        plot.setRangeMinorGridlinesVisible(logarithmic);
        plot.setOutlineVisible(false);
        plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
        JFreeChart chart = new JFreeChart(title, TITLE, plot, true);
        chart.setBackgroundPaint(Color.WHITE);
        chart.getLegend().setItemFont(TEXT);
        chart.getLegend().setFrame(BlockBorder.NONE);
        return draw(chart).replace("id=\"", "id=\"" + prefix).replace("url(#", "url(#" + prefix);
    }

    private ValueAxis fromZero() {
        NumberAxis axis = new NumberAxis(unit);
        axis.setRangeType(RangeType.POSITIVE);
        axis.setAutoRangeMinimumSize(1);
        return axis;
    }

    /** Whole powers of ten around the values. */
    private ValueAxis powers() {
        double[] logs = series.stream().flatMapToDouble(each -> DoubleStream.of(each.y())).filter(y -> y > 0)
                .map(Math::log10).sorted().toArray();
        LogAxis axis = new LogAxis(unit);
        axis.setTickUnit(new NumberTickUnit(1));
        axis.setNumberFormatOverride(NumberFormat.getInstance(Locale.ROOT));
        axis.setMinorTickCount(9);
        axis.setMinorTickMarksVisible(true);
        if (logs.length > 0) {
            axis.setRange(Math.pow(10, Math.floor(logs[0])), Math.pow(10, Math.floor(logs[logs.length - 1]) + 1));
        }
        return axis;
    }

    private static ValueAxis styled(ValueAxis axis) {
        axis.setLabelFont(TEXT);
        axis.setTickLabelFont(TEXT);
        return axis;
    }

    private static String draw(JFreeChart chart) {
        try {
            var document = DocumentBuilderFactory.newInstance().newDocumentBuilder().getDOMImplementation()
                    .createDocument("http://www.w3.org/2000/svg", "svg", null);
            SVGGeneratorContext context = SVGGeneratorContext.createDefault(document);
            context.setComment(null);
            context.setPrecision(2);
            SVGGraphics2D graphics = new SVGGraphics2D(context, false);
            graphics.setSVGCanvasSize(new Dimension(WIDTH, HEIGHT));
            chart.draw(graphics, new Rectangle2D.Double(0, 0, WIDTH, HEIGHT));
            StringWriter written = new StringWriter();
            graphics.stream(written, true);
            // Without the XML declaration and document type, which have no place inside a page.
            return written.toString().substring(written.toString().indexOf("<svg"));
        } catch (ParserConfigurationException | IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
