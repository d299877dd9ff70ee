using System.Globalization;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;
using Streaq.Analyzers.Tests.Support;
using Streaq.Docs.Tests;

namespace Streaq.Analyzers.Tests.Rules;

/// <summary>Every rule has a page, and reports the code that the page calls wrong.</summary>
public sealed class PageTests
{
    private const string Usings = """
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Linq;
        using System.Text.Json.Serialization;
        using System.Threading;
        using System.Threading.Tasks;
        using Docs;
        using Microsoft.Extensions.DependencyInjection;
        using Streaq;


        """;

    /// <summary>The code before a page's statements. The types follow them.</summary>
    private const string Before = Usings + """
        var (builder, streaq, client) = Program.Create();
        await Task.Yield();

        """;

    private const string Support = Usings + """
        internal partial class Program
        {
            public static (Microsoft.Extensions.Hosting.HostApplicationBuilder, StreaqBuilder, IStreaqClient) Create() => throw new NotSupportedException();
        }
        """;

    private static readonly DiagnosticAnalyzer[] All = [.. Made<DiagnosticAnalyzer>(typeof(StreaqAnalyzer).Assembly)];

    public static TheoryData<string> Rules => [.. Descriptors.Select(rule => rule.Id).Order(StringComparer.Ordinal)];

    private static IEnumerable<DiagnosticDescriptor> Descriptors => All.SelectMany(analyzer => analyzer.SupportedDiagnostics);

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task WrongCode_OfAPage_IsWhatItsRuleReports(string rule)
    {
        var blocks = Markdown.Blocks(Page(rule)).Where(block => block.Fence == $"```csharp {rule}").ToList();

        Assert.NotEmpty(blocks);
        foreach (var block in blocks)
        {
            string[] sources = [Before + block.Code, Support, Shared("Tasks.cs"), .. Contexts(block.Code)];
            var compilation = ApplicationCode.Compile(OutputKind.ConsoleApplication, References.All, sources);

            Assert.Equal([rule], (await ApplicationCode.ReportedAsync(compilation, All)).Select(one => one.Id).Distinct());
        }
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Rule_InCodePagesAndReleases_HasTheSameSeverity(string rule)
    {
        var descriptor = Descriptors.Single(one => one.Id == rule);
        var severity = descriptor.DefaultSeverity.ToString();
        var lower = severity.ToLower(CultureInfo.InvariantCulture);

        Assert.EndsWith($"/blob/main/docs/analyzers/{rule}.md", descriptor.HelpLinkUri);
        Assert.StartsWith("https://", descriptor.HelpLinkUri);
        Assert.Contains($"\n**{severity}.**", Page(rule));
        Assert.Contains($"| {lower} |", Page("README").Split('\n').Single(line => line.StartsWith($"| [{rule}]", StringComparison.Ordinal)));
        Assert.Contains($"{rule} | Streaq | {severity} |", Read("src/Streaq.Analyzers/AnalyzerReleases.Unshipped.md") + Read("src/Streaq.Analyzers/AnalyzerReleases.Shipped.md"));
    }

    [Fact]
    public void Fixes_AreThoseOfTheTable()
    {
        var listed = Page("README").Split('\n').Where(line => line.StartsWith("| [STRQ", StringComparison.Ordinal) && !line.EndsWith("| |", StringComparison.Ordinal))
            .Select(line => line[3..10]);

        var fixable = Made<CodeFixProvider>(typeof(StreaqFix).Assembly).SelectMany(fix => fix.FixableDiagnosticIds).Order(StringComparer.Ordinal);

        Assert.Equal(listed, fixable);
    }

    /// <summary>Completes the contexts: the generator of System.Text.Json does not run here.</summary>
    private static IEnumerable<string> Contexts(string code) =>
        code.Contains(": JsonSerializerContext", StringComparison.Ordinal)
            ? [Usings + JsonContexts.Rest(code.Split(" : JsonSerializerContext")[0].Split(' ')[^1])]
            : [];

    private static string Page(string name) => Read($"docs/analyzers/{name}.md");

    private static string Shared(string sample) => Usings + Read($"samples/Docs/{sample}").Replace("using Streaq;", "", StringComparison.Ordinal);

    private static string Read(string path) => File.ReadAllText(Path.Combine(Repository.Root, path)).ReplaceLineEndings("\n");

    private static IEnumerable<T> Made<T>(Assembly assembly) =>
        assembly.GetTypes().Where(type => type is { IsAbstract: false } && typeof(T).IsAssignableFrom(type)).Select(type => (T)Activator.CreateInstance(type)!);
}
