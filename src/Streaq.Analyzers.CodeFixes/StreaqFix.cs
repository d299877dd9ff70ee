using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Streaq.Analyzers;

/// <summary>The base of all fixes. Each fixes one rule, and can fix all places of a document, a project or a solution at once.</summary>
internal abstract class StreaqFix(string rule) : CodeFixProvider
{
    public sealed override ImmutableArray<string> FixableDiagnosticIds { get; } = ImmutableArray.Create(rule);

    public sealed override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        if (root is not null && model is not null)
        {
            foreach (var diagnostic in context.Diagnostics)
            {
                var node = root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
                await OfferAsync(new(context, diagnostic, root, node, model)).ConfigureAwait(false);
            }
        }
    }

    protected virtual Task OfferAsync(FixContext fix)
    {
        Offer(fix);
        return Task.CompletedTask;
    }

    protected virtual void Offer(FixContext fix)
    {
    }
}

/// <summary>A diagnostic with its node and document.</summary>
internal sealed class FixContext(CodeFixContext context, Diagnostic diagnostic, SyntaxNode root, SyntaxNode node, SemanticModel model)
{
    public Document Document => context.Document;

    public Diagnostic Diagnostic => diagnostic;

    public SyntaxNode Node => node;

    public SemanticModel Model => model;

    public CancellationToken CancellationToken => context.CancellationToken;

    /// <summary>Offers to replace a node of this document.</summary>
    public void Replace(string title, SyntaxNode old, SyntaxNode with) =>
        Replace(title, _ => Task.FromResult(Document.WithSyntaxRoot(root.ReplaceNode(old, with)).Project.Solution));

    /// <summary>Offers to change the solution.</summary>
    public void Replace(string title, System.Func<CancellationToken, Task<Solution>> change) =>
        context.RegisterCodeFix(CodeAction.Create(title, change, equivalenceKey: title), diagnostic);
}
