using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Streaq.Analyzers.Tests.Support;

/// <summary>Code of test applications: the common parts, and how it is compiled and analyzed.</summary>
internal static class ApplicationCode
{
    public const string Usings = """
        using System;
        using System.Collections;
        using System.Collections.Generic;
        using System.Linq;
        using System.Text.Json;
        using System.Text.Json.Serialization;
        using System.Threading;
        using System.Threading.Tasks;
        using Microsoft.Extensions.DependencyInjection;
        using Streaq;


        """;

    public const string Support = Usings + """
        internal static class Tasks
        {
            public static readonly TaskDefinition<string, int> Count = new("count");
            public static readonly TaskDefinition<string> Send = new("send");
            public static readonly TaskDefinition<NoArgument> Nightly = new("nightly");
        }

        internal static class Methods
        {
            public static async void AsyncVoid(string text) => await Task.Yield();

            public static void Object(object text) { }

            public static Task Fine(string text, CancellationToken ct) => Task.CompletedTask;

            public static void Of<T>(T value) { }
        }
        """;

    public const string Payloads = Usings + PayloadTypes.Source;

    /// <summary>The types for payloads as code of a library.</summary>
    public static string PublicPayloads { get; } = Usings + PayloadTypes.Source
        .Replace("internal class", "public class", StringComparison.Ordinal)
        .Replace("internal sealed", "public sealed", StringComparison.Ordinal)
        .Replace("internal abstract", "public abstract", StringComparison.Ordinal)
        .Replace("internal readonly", "public readonly", StringComparison.Ordinal)
        .Replace("internal record", "public record", StringComparison.Ordinal)
        .Replace("internal interface", "public interface", StringComparison.Ordinal)
        .Replace("internal enum", "public enum", StringComparison.Ordinal);

    public static CSharpCompilation Compile(OutputKind kind, IEnumerable<MetadataReference> references, params string[] sources)
    {
        var compilation = CSharpCompilation.Create(
            $"application-{Guid.NewGuid():N}",
            sources.Select((source, index) => CSharpSyntaxTree.ParseText(source, new(LanguageVersion.Latest), path: Path(index))),
            references,
            new CSharpCompilationOptions(kind, nullableContextOptions: NullableContextOptions.Enable));
        Assert.Empty(compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity is DiagnosticSeverity.Error));
        return compilation;
    }

    /// <summary>The path of a source, by its index in a compilation.</summary>
    public static string Path(int index) => $"{index}.cs";

    /// <summary>Returns what the rules report.</summary>
    public static async Task<IReadOnlyList<Diagnostic>> ReportedAsync(CSharpCompilation compilation, IEnumerable<DiagnosticAnalyzer> rules)
    {
        var failures = new List<string>();
        var options = new CompilationWithAnalyzersOptions(
            new AnalyzerOptions([]),
            (exception, _, _) => failures.Add(exception.ToString()),
            concurrentAnalysis: true,
            logAnalyzerExecutionTime: false);
        var reported = await compilation.WithAnalyzers([.. rules], options).GetAnalyzerDiagnosticsAsync();
        Assert.Empty(failures);
        return reported;
    }

    public static byte[] Emitted(CSharpCompilation compilation)
    {
        var code = new MemoryStream();
        Assert.True(compilation.Emit(code).Success);
        return code.ToArray();
    }
}
