using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Streaq.Generators;

/// <summary>
/// Suppresses the warnings of .NET's analyzers about reflection and run-time compilation in <c>Map</c> and <c>Cron</c> if generated code
/// replaces the call. The analyzers see only the original call.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class TrimWarningSuppressor : DiagnosticSuppressor
{
    private const string ReflectionId = "IL2026";

    private static readonly SuppressionDescriptor Reflection = For("STRQS01", ReflectionId);
    private static readonly SuppressionDescriptor DynamicCode = For("STRQS02", "IL3050");

    /// <inheritdoc/>
    public override ImmutableArray<SuppressionDescriptor> SupportedSuppressions { get; } = [Reflection, DynamicCode];

    /// <inheritdoc/>
    public override void ReportSuppressions(SuppressionAnalysisContext context)
    {
        foreach (var diagnostic in context.ReportedDiagnostics)
        {
            if (diagnostic.Location.SourceTree is { } tree && IsBound(tree, diagnostic, context))
            {
                var descriptor = diagnostic.Id is ReflectionId ? Reflection : DynamicCode;
                context.ReportSuppression(Suppression.Create(descriptor, diagnostic));
            }
        }
    }

    private static bool IsBound(SyntaxTree tree, Diagnostic diagnostic, SuppressionAnalysisContext context)
    {
        if (!GeneratorOptions.From(context.Options.AnalyzerConfigOptionsProvider, tree.Options).IsOn)
        {
            return false;
        }

        var span = diagnostic.Location.SourceSpan;
        // Some releases of the analyzers report the call, and others the name of the method.
        var call = tree.GetRoot(context.CancellationToken).FindNode(span, getInnermostNodeForTie: true)
            .FirstAncestorOrSelf<InvocationExpressionSyntax>(node => node.Span == span || node.Expression.Span == span);
        return call is not null && CallReader.MayBeOne(call)
            && CallReader.Read(call, context.GetSemanticModel(tree), context.CancellationToken) is { Bound: not null };
    }

    private static SuppressionDescriptor For(string id, string suppressed) =>
        new(id, suppressed, "Streaq's source generator binds the handler, so the call is not made.");
}
