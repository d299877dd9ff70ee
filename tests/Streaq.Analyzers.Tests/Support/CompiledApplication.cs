using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Streaq.Analyzers.Tests.Support;

/// <summary>An application that consists of a few lines, compiled here: seen by rules, and run.</summary>
internal sealed class CompiledApplication(CSharpCompilation compilation, byte[]? library)
{
    private const string Support = """
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

    private const string Usings = """
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

    /// <summary>The types for payloads as a library has them; a compiler sees the public parts.</summary>
    private static readonly Lazy<byte[]> Library = new(() => Emitted(Compile(
        OutputKind.DynamicallyLinkedLibrary,
        References.All,
        Usings + PayloadTypes.Source.Replace("internal class", "public class", StringComparison.Ordinal)
            .Replace("internal sealed", "public sealed", StringComparison.Ordinal).Replace("internal abstract", "public abstract", StringComparison.Ordinal)
            .Replace("internal readonly", "public readonly", StringComparison.Ordinal).Replace("internal record", "public record", StringComparison.Ordinal)
            .Replace("internal interface", "public interface", StringComparison.Ordinal).Replace("internal enum", "public enum", StringComparison.Ordinal))));

    public static CompiledApplication Of(string statement, string types) => new(
        Compile(OutputKind.DynamicallyLinkedLibrary, References.All, Application(statement, types), Usings + Support, Usings + PayloadTypes.Source), library: null);

    /// <summary>The same, with the types for payloads in a library.</summary>
    public static CompiledApplication OverALibrary(string statement, string types) => new(
        Compile(
            OutputKind.DynamicallyLinkedLibrary,
            [.. References.All, MetadataReference.CreateFromImage(Library.Value)],
            Application(statement, types),
            Usings + Support),
        Library.Value);

    public static CSharpCompilation Compile(OutputKind kind, IEnumerable<MetadataReference> references, params string[] sources)
    {
        var compilation = CSharpCompilation.Create(
            $"application-{Guid.NewGuid():N}",
            sources.Select((source, index) => CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(LanguageVersion.Latest), path: $"{index}.cs")),
            references,
            new CSharpCompilationOptions(kind, nullableContextOptions: NullableContextOptions.Enable));
        Assert.Empty(compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity is DiagnosticSeverity.Error));
        return compilation;
    }

    /// <summary>The ids of what the rules report.</summary>
    public static async Task<IReadOnlyList<string>> ReportedAsync(CSharpCompilation compilation, IEnumerable<DiagnosticAnalyzer> rules)
    {
        var failures = new List<string>();
        var options = new CompilationWithAnalyzersOptions(
            new AnalyzerOptions([]), (exception, _, _) => failures.Add(exception.ToString()), concurrentAnalysis: true, logAnalyzerExecutionTime: false);
        var reported = await compilation.WithAnalyzers([.. rules], options).GetAnalyzerDiagnosticsAsync();
        Assert.Empty(failures);
        return [.. reported.Select(diagnostic => diagnostic.Id).Order(StringComparer.Ordinal)];
    }

    public Task<IReadOnlyList<string>> ReportedAsync(IEnumerable<DiagnosticAnalyzer> rules) => ReportedAsync(compilation, rules);

    /// <summary>What registration or the start of the host says against it; <see langword="null"/> for nothing.</summary>
    public async Task<Exception?> RefusalAsync()
    {
        var loaded = new AssemblyLoadContext(name: null, isCollectible: true);
        var other = library is null ? null : loaded.LoadFromStream(new MemoryStream(library));
        loaded.Resolving += (_, name) => name.Name == other?.GetName().Name ? other : null;
        var register = loaded.LoadFromStream(new MemoryStream(Emitted(compilation))).GetType("Application")!.GetMethod("Register")!.CreateDelegate<Action<StreaqBuilder>>();
        var builder = Host.CreateEmptyApplicationBuilder(new());
        var streaq = builder.Services.AddStreaq(options => options.UseEmbeddedStore()).AddWorker();
        try
        {
            register(streaq);
            using var host = builder.Build();
            await host.StartAsync();
            await host.StopAsync();
            return null;
        }
        catch (Exception e) when (e is ArgumentException or PayloadLossException)
        {
            return e;
        }
        catch (InvalidOperationException e) when (e.Message.Contains("is not a registered service", StringComparison.Ordinal))
        {
            // Another mistake than those that the rules look for: no compiler knows the services.
            return null;
        }
        finally
        {
            loaded.Unload();
        }
    }

    private static string Application(string statement, string types) =>
        $"{Usings}public static class Application {{ public static void Register(StreaqBuilder streaq) {{ {statement} }} }}\n{types}";

    private static byte[] Emitted(CSharpCompilation compilation)
    {
        var code = new MemoryStream();
        Assert.True(compilation.Emit(code).Success);
        return code.ToArray();
    }
}
